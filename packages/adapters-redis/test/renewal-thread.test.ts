import { createJobs, defineJob, type HeldLease, type Store } from '@nightshift/core';
import { Cluster, Redis } from 'ioredis';
import { inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { redisStore, type RedisAccess } from '../src/index.js';
import { scripts } from '../src/lua.generated.js';
import { openConnection } from '../src/renewal/thread-connection.js';
import { describeServers } from './support/describe-redis.js';
import { LeaseWatch } from './support/lease-watch.js';
import { startRedisCluster, type RedisCluster } from './support/redis-cluster.js';
import { startRedisSentinel, type RedisSentinel } from './support/redis-sentinel.js';
import { startRedis, type RedisServer } from './support/redis-server.js';

const LEASE_MS = 1_000;
const PREFIX = 'threads';
const job = defineJob({ name: 'silent', description: 'Is claimed, and never heard of again.', run: () => null });

describeServers('the thread that renews', () => {
  let server: RedisServer;
  let cluster: RedisCluster;
  let sentinel: RedisSentinel;
  const ends: (() => unknown)[] = [];
  beforeAll(async () => {
    [server, cluster, sentinel] = await Promise.all([startRedis(), startRedisCluster(), startRedisSentinel()]);
  });
  // The last that was made ends first.
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
  });
  afterAll(() => Promise.all([server.stop(), cluster.stop(), sentinel.stop()]));

  function ending<Client extends Redis | Cluster>(client: Client): Client {
    ends.push(() => client.disconnect());
    return client;
  }

  /** A store, and a lease that its worker does not renew. */
  async function silent(access: RedisAccess): Promise<{ store: Store; held: HeldLease }> {
    const store = redisStore({ ...access, prefix: PREFIX });
    ends.push(() => store.close());
    await store.open();
    const { runId } = await createJobs({ jobs: [job], store }).enqueue(job);
    const request = { worker: 'silent', jobs: [job.name], limit: 1, leaseMs: LEASE_MS, only: { runIds: [runId] } };
    const [run] = await store.claim(request);
    return { store, held: { runId, token: run!.token, renewForMs: null } };
  }

  function standBy(store: Store, held: HeldLease, onError: (error: unknown) => void = () => {}): void {
    store.renewal?.standBy({ leaseMs: LEASE_MS, onError }).hold(held);
  }

  async function isRenewed(store: Store, { runId }: HeldLease): Promise<void> {
    const watch = new LeaseWatch(store);
    await watch.renewedAfter(runId, await watch.expiry(runId));
  }

  const nodes = () => cluster.nodes.map(({ port }) => ({ host: '127.0.0.1', port }));
  const ways: readonly (readonly [way: string, access: () => RedisAccess])[] = [
    ['a client of the host', () => ({ client: ending(new Redis(server.url())) })],
    ['a client of the host for a cluster', () => ({ client: ending(new Cluster(nodes())) })],
    [
      'sentinels',
      () => ({
        sentinels: sentinel.sentinels.map(({ host, port }) => `redis://${host}:${port}`),
        primary: sentinel.name,
      }),
    ],
  ];
  it.each(ways)('goes where the store goes: %s', async (_way, access) => {
    const { store, held } = await silent(access());
    standBy(store, held);
    await isRenewed(store, held);
  });

  it('ends with the store, and its connection with it', async () => {
    const admin = ending(new Redis(server.url()));
    const connections = async (): Promise<number> =>
      String(await admin.client('LIST')).split('name=nightly').length - 1;
    const { store, held } = await silent({ url: server.url(), settings: { connectionName: 'nightly' } });
    expect(await connections()).toBe(1);
    standBy(store, held);
    await isRenewed(store, held);
    expect(await connections()).toBe(2);
    await store.close();
    while ((await connections()) > 0);
  });

  it('tells that it cannot log in, and no password, and renews as soon as it can', async () => {
    const secret = 'correct-horse-battery-staple';
    const locked = await startRedis({ settings: [['requirepass', secret]] });
    ends.push(() => locked.stop());
    const admin = ending(new Redis(locked.url(), { password: secret }));
    const { store, held } = await silent({ url: locked.url(), settings: { password: secret } });
    await admin.config('SET', 'requirepass', 'another');
    const error = await new Promise((resolve) => standBy(store, held, resolve));
    expect(error).toMatchObject({
      code: 'STORE_UNREACHABLE',
      message: expect.stringContaining('WRONGPASS') as string,
    });
    expect(inspect(error, { depth: Infinity, showHidden: true })).not.toContain(secret);
    await admin.config('SET', 'requirepass', secret);
    await isRenewed(store, held);
  });

  it('leaves it to the store to say that it cannot log in, which tells no password either', async () => {
    const secret = 'correct-horse-battery-staple';
    const locked = await startRedis({ settings: [['requirepass', 'another']] });
    ends.push(() => locked.stop());
    const error = await redisStore({ url: locked.url(), settings: { password: secret } })
      .open()
      .catch((met: unknown) => met);
    expect(error).toMatchObject({
      code: 'STORE_UNREACHABLE',
      message: expect.stringContaining('WRONGPASS') as string,
    });
    expect(inspect(error, { depth: Infinity, showHidden: true })).not.toContain(secret);
  });

  describe('its connection', () => {
    const open = (): ReturnType<typeof openConnection> =>
      openConnection({
        plan: { kind: 'server', url: server.url(), settings: {} },
        moveKey: `{${PREFIX}}:move`,
        sha: scripts.extend.sha,
        lua: scripts.extend.lua(),
      });

    it('renews what is held, also on a server that has never seen the script, and names what is not', async () => {
      const { held } = await silent({ url: server.url() });
      const connection = await open();
      ends.push(() => connection.end());
      await ending(new Redis(server.url())).script('FLUSH');
      const taken = { ...held, token: held.token - 1 };
      expect(await connection.extend([taken, held], LEASE_MS)).toEqual([held]);
    });

    it('holds nothing in a store that has moved away', async () => {
      const admin = ending(new Redis(server.url()));
      const { held } = await silent({ url: server.url() });
      const connection = await open();
      ends.push(() => connection.end());
      await admin.hset(`{${PREFIX}}:move`, 'role', 'source');
      ends.push(() => admin.hdel(`{${PREFIX}}:move`, 'role'));
      expect(await connection.extend([held], LEASE_MS)).toEqual([]);
    });

    it('fails at once where no server is', async () => {
      const gone = await startRedis();
      await gone.stop();
      const plan = { kind: 'server', url: gone.url(), settings: {} } as const;
      await expect(openConnection({ plan, moveKey: 'm', sha: 's', lua: '' })).rejects.toThrow();
    });
  });
});
