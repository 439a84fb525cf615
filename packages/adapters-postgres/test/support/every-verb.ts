import { expect } from 'vitest';
import type { SqlStore } from '../../src/index.js';
import { claimOf, JOB, leaseOf, LONG_MS, newRun, newRuns, succeeded } from './runs.js';

/** Calls the verbs of a store with nothing in it, and expects of each that it took effect. */
export async function callEveryVerb(store: SqlStore): Promise<void> {
  const [first, second] = newRuns(2);
  const child = newRun({ parents: [{ runId: first!.id, onFailure: 'cancel' }] });
  await store.enqueue([first!, second!, child, newRun({ key: 'k' }), newRun({ key: 'k' })]);
  await store.enqueue([newRun({ delayMs: 1 })]);
  await store.promote(10);
  const only = { runIds: [first!.id, second!.id] };
  const [one, two] = await store.claim({ ...claimOf(2), only });
  expect(await store.extend([leaseOf(one!), leaseOf(two!)], LONG_MS)).toHaveLength(2);
  await store.report([
    { lease: leaseOf(one!), progress: { done: 1 }, logs: [{ at: new Date(), level: 'info', message: 'x' }] },
  ]);
  await store.checkpoint(leaseOf(one!), 1);
  await store.cancel([two!.id], { code: 'requested' });
  expect(await store.cancelRequests([two!.id])).toHaveLength(1);
  await store.release([{ lease: leaseOf(two!), delayMs: 0, spend: true, attempt: { outcome: 'failed' } }]);
  expect(await store.settle([succeeded(one!)])).toEqual([{ held: true, cancel: null }]);
  expect((await store.read.get([child.id]))[0]?.state).toBe('queued');
  await store.reap({ limit: 10, leaseMs: LONG_MS });
  const rest = await store.claim(claimOf(10));
  expect(rest.length).toBeGreaterThan(1);
  expect((await store.read.list({}, { limit: 10 })).runs.length).toBeGreaterThan(3);
  expect((await store.read.counts({})).success).toBe(1);
  expect(await store.read.logs(first!.id, { after: 0, limit: 5 })).toHaveLength(1);
  expect(await store.read.parents(child.id)).toHaveLength(1);
  expect(await store.read.flow('none')).toEqual([]);
  expect(await store.read.ahead(child.id)).toBeNull();
  const of = { name: 's', cron: '@daily', timeZone: 'UTC' };
  const policies = { missed: 'once', missedCap: 1, graceMs: 0, overlap: 'queue' } as const;
  const [from, to] = [new Date(0), new Date(1)];
  await store.schedules.save([{ ...of, ...policies, job: 's', origin: 'code', input: {}, version: 1, nextAt: from }]);
  expect((await store.schedules.due({ jobs: ['s'], limit: 1 })).due).toHaveLength(1);
  expect(await store.schedules.advance({ ...of, from, to, lastAt: from, runs: [newRun()] })).toBe(true);
  expect(await store.schedules.pause('s', 'ada')).toBe(true);
  expect(await store.schedules.resume('s', to)).toBe(true);
  await store.workers.beat(
    {
      id: 'w',
      host: 'h',
      pid: 1,
      version: '1.2.3',
      jobs: [],
      queues: null,
      concurrency: 1,
      allowance: 1,
      running: 0,
      runs: [],
      eventLoopDelayMs: 0,
      draining: false,
    },
    LONG_MS,
  );
  expect(await store.workers.live()).toHaveLength(1);
  await store.state.set('j', { at: 1 });
  expect(await store.state.get('j')).toEqual({ at: 1 });
  const key = { key: 'replaced', dedup: 'replace' } as const;
  await store.enqueue([newRun(key)]);
  expect((await store.enqueue([newRun(key)]))[0]?.outcome).toBe('replaced');
  const limits = [
    { scope: 'key', name: JOB, concurrency: 1, rate: { limit: 1, windowMs: LONG_MS, burst: 1 } },
  ] as const;
  await store.enqueue(newRuns(2, { limitKey: 'a' }));
  const [limited] = (await store.claim({ ...claimOf(10), limits })).filter(({ limitKey }) => limitKey === 'a');
  expect(await store.limits.nextOpeningMs([JOB], limits)).toBeGreaterThan(0);
  expect((await store.limits.opensInMs([{ rule: limits[0], key: 'a' }]))[0]).toBeGreaterThan(0);
  const spawned = newRun();
  expect(await store.spawn(leaseOf(limited!), [spawned])).toEqual({ held: true, cancel: null });
  expect(await store.read.children(limited!.id, { limit: 5 })).toHaveLength(1);
  await store.limits.pause({ job: JOB }, { by: 'ada' });
  expect(await store.limits.paused()).toHaveLength(1);
  expect(await store.claim(claimOf(10))).toEqual([]);
  expect(await store.limits.resume({ job: JOB })).toBe(true);
  await store.settle(rest.map((run) => succeeded(run)));
  expect(await store.prune({ olderThanMs: { success: -1_000, failed: 0, cancelled: 0 }, limit: 10 })).toBeGreaterThan(
    1,
  );
}
