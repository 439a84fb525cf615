import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { postgresStore, type SqlStore } from '../src/index.js';
import { BlockedWorkers, LEASE_MS, type Blocked, type BlockedOptions, type Line } from './support/blocked-worker.js';
import { dropSchema, freshSchema } from './support/postgres.js';
import { succeeded } from './support/runs.js';

const schema = freshSchema();
const APPLICATION = `blocked-${schema}`;
const workers = new BlockedWorkers(() => store);
let store: SqlStore;

beforeAll(async () => {
  store = postgresStore({ connectionString: inject('postgresUrl'), schema });
  await store.open();
});
afterEach(() => workers.killAll());
afterAll(async () => {
  await store.close();
  await dropSchema(schema);
});

const blocked = (options: Omit<BlockedOptions, 'connectionString' | 'schema'>): Promise<Blocked> =>
  workers.start({ connectionString: `${inject('postgresUrl')}?application_name=${APPLICATION}`, schema, ...options });

describe('a handler that blocks the event loop', () => {
  it.each(['pg', 'postgres'])('keeps its run for many leases while another process reaps (%s)', async (driver) => {
    const { child, runId, said } = await blocked({ blockMs: 7 * LEASE_MS, driver });
    await workers.renewed(runId);
    const { line, taken } = await workers.reapUntil(said());
    expect(taken).toEqual([]);
    expect(line).toEqual({ event: 'settled', runId, state: 'success' });
    expect(await workers.recordOf(runId)).toMatchObject({
      attempt: 1,
      output: { by: 'the blocked worker', attempt: 1 },
    });
    expect(await child.finish()).toBe(0);
  });

  it('keeps its run while the server drops the connections of its process', async () => {
    const { child, runId, said } = await blocked({ blockMs: 7 * LEASE_MS });
    let until = await workers.renewed(runId);
    const next = said();
    for (let dropped = 0; dropped < 3; dropped += 1) {
      await store.database.query('select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1', [
        APPLICATION,
      ]);
      const { taken } = await workers.reapUntil(workers.renewedAfter(runId, until));
      expect(taken).toEqual([]);
      until = (await workers.recordOf(runId))?.leaseExpiresAt?.getTime() ?? 0;
    }
    const { line, taken } = await workers.reapUntil(next);
    expect([line, taken]).toEqual([{ event: 'settled', runId, state: 'success' }, []]);
    expect(await child.finish()).toBe(0);
  });

  it('keeps its run also when it has taken every connection of the pool', async () => {
    const { child, runId, said } = await blocked({ blockMs: 5 * LEASE_MS, job: 'starve' });
    await workers.renewed(runId);
    const { line, taken } = await workers.reapUntil(said());
    expect([line, taken]).toEqual([{ event: 'settled', runId, state: 'success' }, []]);
    expect(await child.finish()).toBe(0);
  });

  it('loses its run within the lease when its process is killed: the thread dies with it', async () => {
    const { child, runId, said } = await blocked({ blockMs: 60_000 });
    await workers.renewed(runId);
    await child.kill();
    const leftUntil = (await workers.recordOf(runId))?.leaseExpiresAt?.getTime() ?? 0;
    expect(leftUntil - (await store.schedules.now()).getTime()).toBeLessThanOrEqual(LEASE_MS);
    const never = said().catch(() => new Promise<Line>(() => undefined));
    const { taken } = await workers.reapUntil(never);
    expect(taken.map(({ id }) => id)).toEqual([runId]);
    await store.settle(taken.map((run) => succeeded(run)));
  });

  it('loses its run when the whole process stands still, and what it does after that is refused', async () => {
    const { child, runId, said } = await blocked({ blockMs: 2 * LEASE_MS });
    child.process.kill('SIGSTOP');
    const { taken } = await workers.reapUntil(new Promise(() => undefined));
    expect(taken.map(({ id }) => id)).toEqual([runId]);
    const [rescued] = taken;
    await store.settle([succeeded(rescued!, { output: { by: 'the rescuer' } })]);
    child.process.kill('SIGCONT');
    expect(await said()).toEqual({ event: 'lost', runId });
    expect(await workers.recordOf(runId)).toMatchObject({ state: 'success', output: { by: 'the rescuer' } });
    expect((await workers.recordOf(runId))?.attempts).toHaveLength(1);
    expect(await child.finish()).toBe(0);
  });

  it('keeps its run no longer than timeout and grace allow, and a lease', async () => {
    const { child, runId, said } = await blocked({ blockMs: 8 * LEASE_MS, timeoutMs: 3 * LEASE_MS });
    await workers.renewed(runId);
    const next = said();
    const { line, taken } = await workers.reapUntil(next);
    expect(line).toBeNull();
    expect(taken.map(({ id }) => id)).toEqual([runId]);
    await store.settle(taken.map((run) => succeeded(run)));
    expect(await next).toEqual({ event: 'lost', runId });
    expect(await child.finish()).toBe(0);
  });
});
