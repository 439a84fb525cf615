import { createJobs, defineJob, type ClaimedRun } from '@nightshift/core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { postgresStore, type SqlStore } from '../src/index.js';
import { startChild, type Child } from './support/child.js';
import { dropSchema, freshSchema } from './support/postgres.js';
import { succeeded } from './support/runs.js';

const LEASE_MS = 1_000;

const block = defineJob({ name: 'block', description: 'Runs in the other process.', run: () => null });
const starve = defineJob({ name: 'starve', description: 'Runs in the other process.', run: () => null });
const schema = freshSchema();
const connectionString = inject('postgresUrl');
const APPLICATION = `blocked-${schema}`;
const children: Child[] = [];
let store: SqlStore;

beforeAll(async () => {
  store = postgresStore({ connectionString, schema });
  await store.open();
});
// A test that failed has left its process running.
afterEach(() => Promise.all(children.splice(0).map((child) => child.kill())));
afterAll(async () => {
  await store.close();
  await dropSchema(schema);
});

interface Line {
  readonly event: string;
  readonly runId?: string;
}

interface Blocked {
  readonly child: Child;
  readonly runId: string;
  /** The next thing that the process says besides errors. */
  said(): Promise<Line>;
}

/** A process whose event loop is blocked by a run that it has just claimed. */
async function blocked(options: {
  readonly blockMs: number;
  readonly timeoutMs?: number;
  readonly driver?: string;
  readonly job?: 'block' | 'starve';
}): Promise<Blocked> {
  const settings = {
    connectionString: `${connectionString}?application_name=${APPLICATION}`,
    schema,
    driver: 'pg',
    leaseMs: LEASE_MS,
    ...options,
  };
  const child = startChild('blocking-worker.ts', JSON.stringify(settings));
  children.push(child);
  const said = async (): Promise<Line> => {
    for (;;) {
      const line = JSON.parse(await child.line()) as Line;
      if (line.event !== 'error') return line;
    }
  };
  expect(await said()).toEqual({ event: 'started', leasesWhileBlocked: { kept: true, by: 'thread' } });
  const { runId } = await createJobs({ jobs: [block, starve], store }).enqueue(options.job ?? 'block');
  expect(await said()).toEqual({ event: 'blocking', runId });
  return { child, runId, said };
}

/** Reaps without a pause until the process says something, or the run is taken over. */
async function reapUntil(said: Promise<Line>): Promise<{ readonly line: Line | null; readonly taken: ClaimedRun[] }> {
  let line: Line | null = null;
  const heard = said.then((one) => (line = one));
  while (line === null) {
    const { runs: taken } = await store.reap({ limit: 10, leaseMs: 60_000 });
    if (taken.length > 0) return { line, taken };
  }
  return { line: await heard, taken: [] };
}

/** Waits for the first renewal by the thread. From source it starts slowly, and until then nobody may look for expired leases. */
async function renewed(runId: string): Promise<number> {
  await renewedAfter(runId, (await recordOf(runId))?.leaseExpiresAt?.getTime() ?? 0);
  return (await recordOf(runId))?.leaseExpiresAt?.getTime() ?? 0;
}

async function renewedAfter(runId: string, expiry: number): Promise<Line> {
  for (;;) {
    const record = await recordOf(runId);
    if ((record?.leaseExpiresAt?.getTime() ?? 0) > expiry) return { event: 'renewed', runId };
  }
}

async function recordOf(runId: string) {
  const [record] = await store.read.get([runId]);
  return record;
}

describe('a handler that blocks the event loop', () => {
  it.each(['pg', 'postgres'])('keeps its run for many leases while another process reaps (%s)', async (driver) => {
    const { child, runId, said } = await blocked({ blockMs: 7 * LEASE_MS, driver });
    await renewed(runId);
    const { line, taken } = await reapUntil(said());
    expect(taken).toEqual([]);
    expect(line).toEqual({ event: 'settled', runId, state: 'success' });
    expect(await recordOf(runId)).toMatchObject({ attempt: 1, output: { by: 'the blocked worker', attempt: 1 } });
    expect(await child.finish()).toBe(0);
  });

  it('keeps its run while the server drops the connections of its process', async () => {
    const { child, runId, said } = await blocked({ blockMs: 7 * LEASE_MS });
    let until = await renewed(runId);
    const next = said();
    for (let dropped = 0; dropped < 3; dropped += 1) {
      await store.database.query('select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1', [
        APPLICATION,
      ]);
      const { taken } = await reapUntil(renewedAfter(runId, until));
      expect(taken).toEqual([]);
      until = (await recordOf(runId))?.leaseExpiresAt?.getTime() ?? 0;
    }
    const { line, taken } = await reapUntil(next);
    expect([line, taken]).toEqual([{ event: 'settled', runId, state: 'success' }, []]);
    expect(await child.finish()).toBe(0);
  });

  it('keeps its run also when it has taken every connection of the pool', async () => {
    const { child, runId, said } = await blocked({ blockMs: 5 * LEASE_MS, job: 'starve' });
    await renewed(runId);
    const { line, taken } = await reapUntil(said());
    expect([line, taken]).toEqual([{ event: 'settled', runId, state: 'success' }, []]);
    expect(await child.finish()).toBe(0);
  });

  it('loses its run within the lease when its process is killed: the thread dies with it', async () => {
    const { child, runId, said } = await blocked({ blockMs: 60_000 });
    await renewed(runId);
    await child.kill();
    const leftUntil = (await recordOf(runId))?.leaseExpiresAt?.getTime() ?? 0;
    expect(leftUntil - (await store.schedules.now()).getTime()).toBeLessThanOrEqual(LEASE_MS);
    const never = said().catch(() => new Promise<Line>(() => undefined));
    const { taken } = await reapUntil(never);
    expect(taken.map(({ id }) => id)).toEqual([runId]);
    await store.settle(taken.map((run) => succeeded(run)));
  });

  it('loses its run when the whole process stands still, and what it does after that is refused', async () => {
    const { child, runId, said } = await blocked({ blockMs: 2 * LEASE_MS });
    child.process.kill('SIGSTOP');
    const { taken } = await reapUntil(new Promise(() => undefined));
    expect(taken.map(({ id }) => id)).toEqual([runId]);
    const [rescued] = taken;
    await store.settle([succeeded(rescued!, { output: { by: 'the rescuer' } })]);
    child.process.kill('SIGCONT');
    expect(await said()).toEqual({ event: 'lost', runId });
    expect(await recordOf(runId)).toMatchObject({ state: 'success', output: { by: 'the rescuer' } });
    expect((await recordOf(runId))?.attempts).toHaveLength(1);
    expect(await child.finish()).toBe(0);
  });

  it('keeps its run no longer than timeout and grace allow, and a lease', async () => {
    const { child, runId, said } = await blocked({ blockMs: 8 * LEASE_MS, timeoutMs: 3 * LEASE_MS });
    await renewed(runId);
    const next = said();
    const { line, taken } = await reapUntil(next);
    expect(line).toBeNull();
    expect(taken.map(({ id }) => id)).toEqual([runId]);
    await store.settle(taken.map((run) => succeeded(run)));
    expect(await next).toEqual({ event: 'lost', runId });
    expect(await child.finish()).toBe(0);
  });
});
