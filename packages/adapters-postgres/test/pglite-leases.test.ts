import { monitorEventLoopDelay } from 'node:perf_hooks';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { pgliteStore, type SqlStore } from '../src/index.js';
import { claimOf, leaseOf, newRuns } from './support/runs.js';

const LEASE_MS = 300;

/** A statement that keeps the database's processor busy for so long. */
function queryOf(ms: number): string {
  return `do $$
    declare
      finish timestamptz := clock_timestamp() + interval '${ms} milliseconds';
    begin
      while clock_timestamp() < finish loop
        perform count(*) from generate_series(1, 1000);
      end loop;
    end
  $$`;
}

let store: SqlStore;
beforeAll(async () => {
  store = pgliteStore();
  await store.open();
});
afterAll(() => store.close());

it('a query that runs for many leases costs nobody a lease, and leaves the event loop free', async () => {
  await store.enqueue(newRuns(5));
  const runs = await store.claim(claimOf(5, LEASE_MS));
  const leases = runs.map(leaseOf);
  const delay = monitorEventLoopDelay({ resolution: 5 });
  let ticks = 0;
  const ticking = setInterval(() => ticks++, 10);
  delay.enable();
  const started = performance.now();
  const query = store.database.query(queryOf(4 * LEASE_MS));
  // In the order that loses the leases if anything does: the reap is asked for first, and the leases have expired when it runs.
  const reaping = store.reap({ limit: 100, leaseMs: LEASE_MS });
  const renewing = store.extend(leases, 60_000);
  await query;
  const tookMs = performance.now() - started;
  delay.disable();
  clearInterval(ticking);

  expect(await renewing).toEqual(leases.map(() => ({ held: true, cancel: null })));
  expect(await reaping).toMatchObject({ runs: [] });
  expect((await store.read.get(runs.map(({ id }) => id))).map(({ token }) => token)).toEqual(
    runs.map(({ token }) => token),
  );
  expect(ticks).toBeGreaterThan(0);
  console.log(
    `query of ${tookMs.toFixed(0)} ms at a lease of ${LEASE_MS} ms: ${ticks} ticks of the host's event loop, ` +
      `delay p99 ${(delay.percentile(99) / 1e6).toFixed(1)} ms, longest ${(delay.max / 1e6).toFixed(1)} ms`,
  );
});

it('an event loop that was busy for longer than a lease loses none to its own reap', async () => {
  await store.enqueue(newRuns(3));
  const runs = await store.claim(claimOf(3, 20));
  const answers: Promise<unknown>[] = [];
  const both = new Promise<void>((resolve) => {
    // Both are due long before the loop is free again, and the reap's timer fires first.
    setTimeout(() => answers.push(store.reap({ limit: 100, leaseMs: 1_000 })), 1);
    setTimeout(() => {
      answers.push(store.extend(runs.map(leaseOf), 60_000));
      resolve();
    }, 2);
  });
  const busyUntil = performance.now() + 60;
  while (performance.now() < busyUntil);
  await both;
  const [reaped, renewed] = await Promise.all(answers);
  expect(reaped).toMatchObject({ runs: [] });
  expect(renewed).toEqual(runs.map(() => ({ held: true, cancel: null })));
});

it('renewals and cancel reads go before claims that were asked for earlier', async () => {
  const order: string[] = [];
  const note = (what: string) => () => order.push(what);
  await Promise.all([
    store.database.query(queryOf(50)),
    store.claim(claimOf(1)).then(note('claim')),
    store.reap({ limit: 1, leaseMs: 1_000 }).then(note('reap')),
    store.extend([], 1_000).then(note('extend')),
    store.cancelRequests([]).then(note('cancelRequests')),
  ]);
  expect(order.slice(0, 2).sort()).toEqual(['cancelRequests', 'extend']);
});
