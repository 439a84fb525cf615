import { createJobs, defineJob, type Store } from '@nightshift/core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { redisStore, type RedisAccess } from '../src/index.js';
import { LEASE_MS, startBlockedWorker, type BlockedOptions, type BlockedWorker } from './support/blocked-worker.js';
import { describeServers } from './support/describe-redis.js';
import { LeaseWatch } from './support/lease-watch.js';
import { startRedisCluster, type RedisCluster } from './support/redis-cluster.js';
import { startRedis, type RedisServer } from './support/redis-server.js';

const block = defineJob({ name: 'block', description: 'Runs in the other process.', run: () => null });
const BY_THREAD = { kept: true, by: 'thread' };
const PASSWORD = 'correct horse';

describeServers('a handler that blocks the event loop', () => {
  let server: RedisServer;
  let cluster: RedisCluster;
  let store: Store;
  let watch: LeaseWatch;
  let prefix: string;
  let worker: BlockedWorker;
  let started = 0;

  beforeAll(async () => {
    server = await startRedis({ settings: [['requirepass', PASSWORD]] });
    cluster = await startRedisCluster();
  });
  beforeEach(() => {
    started += 1;
    prefix = `blocked-${started}`;
  });
  // A test that failed has left its process running.
  afterEach(async () => {
    await worker.kill();
    await store.close();
  });
  afterAll(async () => {
    await server.stop();
    await cluster.stop();
  });

  const oneServer = (): RedisAccess => ({ url: server.url(), settings: { password: PASSWORD } });
  const ofCluster = (): RedisAccess => ({ cluster: cluster.nodes.map((node) => node.url()) });

  async function watchFrom(access: RedisAccess): Promise<void> {
    store = redisStore({ ...access, prefix });
    await store.open();
    watch = new LeaseWatch(store);
  }

  /** A run that was just claimed by another process, whose event loop it blocks; and until when its claim holds. */
  async function blocked(options: Omit<BlockedOptions, 'prefix'>): Promise<{ runId: string; expiry: number }> {
    await watchFrom(options.access);
    worker = startBlockedWorker({ ...options, prefix });
    const kept = options.hasThread === false ? { kept: false } : BY_THREAD;
    expect(await worker.said()).toMatchObject({ event: 'started', leasesWhileBlocked: kept });
    const { runId } = await createJobs({ jobs: [block], store }).enqueue('block');
    expect(await worker.said()).toEqual({ event: 'blocking', runId });
    return { runId, expiry: await watch.expiry(runId) };
  }

  async function keepsUntilSettled(runId: string): Promise<void> {
    const { line, taken } = await watch.reapUntil(worker.said());
    expect([line, taken]).toEqual([{ event: 'settled', runId, state: 'success' }, []]);
    expect(await watch.record(runId)).toMatchObject({
      attempt: 1,
      output: { by: 'the blocked worker', attempt: 1 },
    });
    expect(await worker.finish()).toBe(0);
  }

  describe.each([
    ['one server', oneServer],
    ['a cluster', ofCluster],
  ])('on %s', (_what, access) => {
    it('keeps its run for many leases while another process reaps', async () => {
      const { runId, expiry } = await blocked({ access: access(), blockMs: 7 * LEASE_MS });
      await watch.renewedAfter(runId, expiry);
      await keepsUntilSettled(runId);
    });

    it('loses it where no thread renews', async () => {
      const { runId } = await blocked({ access: access(), blockMs: 4 * LEASE_MS, hasThread: false });
      const said = worker.said();
      const { line, taken } = await watch.reapUntil(said);
      expect([line, taken.map(({ id }) => id)]).toEqual([null, [runId]]);
      expect(await said).toEqual({ event: 'lost', runId });
      expect(await worker.finish()).toBe(0);
    });

    it('loses it within the lease when its process is killed: the thread dies with it', async () => {
      const { runId, expiry } = await blocked({ access: access(), blockMs: 60_000 });
      await watch.renewedAfter(runId, expiry);
      await worker.kill();
      const left = (await watch.expiry(runId)) - (await store.schedules.now()).getTime();
      expect(left).toBeLessThanOrEqual(LEASE_MS);
      const { taken } = await watch.reapUntil(new Promise(() => undefined));
      expect(taken.map(({ id }) => id)).toEqual([runId]);
    });
  });

  it('keeps its run while the server is killed and started again', async () => {
    const { runId, expiry } = await blocked({ access: oneServer(), blockMs: 8 * LEASE_MS });
    await watch.renewedAfter(runId, expiry);
    await store.close();
    await server.crash();
    await server.start();
    await watchFrom(oneServer());
    await watch.renewedAfter(runId, await watch.expiry(runId));
    await keepsUntilSettled(runId);
  });
});
