import { Pool } from 'pg';
import { afterAll, beforeAll, beforeEach, expect, inject, it } from 'vitest';
import { postgresStore, type SqlStore } from '../src/index.js';
import { freshSchema, testPool } from './support/postgres.js';
import { claimOf, failed, JOB, leaseOf, LONG_MS, newRun, newRuns, succeeded } from './support/runs.js';

const STORES = 6;
const REASON = { code: 'requested' } as const;

// A database of its own, whose deadlocks the server counts.
const database = freshSchema();
let pools: Pool[];
let stores: SqlStore[];

beforeAll(async () => {
  const admin = testPool({ max: 1 });
  await admin.query(`create database "${database}"`);
  await admin.end();
  const url = new URL(inject('postgresUrl'));
  url.pathname = `/${database}`;
  pools = Array.from({ length: STORES }, () => new Pool({ connectionString: url.href, max: 3 }));
  stores = pools.map((pool) => postgresStore({ pool, notifications: false }));
  await Promise.all(stores.map((store) => store.open()));
});
afterAll(async () => {
  const admin = testPool({ max: 1 });
  await admin.query(`drop database "${database}" with (force)`);
  await admin.end();
});
beforeEach(
  async () =>
    void (await pools[0]!.query('truncate nightshift.run, nightshift.run_history, nightshift.run_dependency')),
);

it('a dependent of many parents that end at once on many connections is released once, by the last', async () => {
  for (let round = 0; round < 15; round++) {
    const parents = newRuns(STORES);
    const children = newRuns(20, { parents: parents.map(({ id }) => ({ runId: id, onFailure: 'cancel' as const })) });
    // Their ids are in no order of the graph: locks are taken by id, not by generation.
    await stores[0]!.enqueue(round % 2 === 0 ? [...parents, ...children] : [...children, ...parents]);
    const runs = await stores[0]!.claim({ ...claimOf(STORES), only: { runIds: parents.map(({ id }) => id) } });
    await Promise.all(runs.map((run, index) => stores[index]!.settle([succeeded(run)])));
    const { rows } = await pools[0]!.query(
      'select state, pending, count(*)::int as runs from nightshift.run where id = any ($1::uuid[]) group by state, pending',
      [children.map(({ id }) => id)],
    );
    expect(rows).toEqual([{ state: 'queued', pending: 0, runs: 20 }]);
  }
});

it('settles, cancels, renewals, reaps, releases, claims and enqueues of the same runs at once leave nothing stuck', async () => {
  const store = (index: number): SqlStore => stores[index % STORES]!;
  for (let round = 0; round < 12; round++) {
    // Layers of runs that all depend on the layer before, enqueued against the order of their dependencies.
    const first = newRuns(12);
    const second = newRuns(12, {
      parents: first.map(
        ({ id }, index) => ({ runId: id, onFailure: index % 3 === 0 ? 'continue' : 'cancel' }) as const,
      ),
    });
    const third = newRuns(12, { parents: second.map(({ id }) => ({ runId: id, onFailure: 'cancel' as const })) });
    const all = [...third, ...second, ...first];
    await store(round).enqueue(all);
    const runs = await store(round).claim({ ...claimOf(12, 1), only: { runIds: first.map(({ id }) => id) } });
    const backwards = [...runs].reverse();
    await Promise.all([
      ...runs.map((run, index) => store(index).settle([index === 7 ? failed(run) : succeeded(run)])),
      store(1).settle(backwards.map((run) => succeeded(run))),
      store(2).cancel(
        all.map(({ id }) => id),
        REASON,
      ),
      store(3).cancel(all.map(({ id }) => id).reverse(), REASON),
      store(4).extend(backwards.map(leaseOf), LONG_MS),
      store(5).reap({ limit: 5, leaseMs: LONG_MS }),
      store(0).release(
        backwards
          .slice(6)
          .map((run) => ({ lease: leaseOf(run), delayMs: 0, spend: true, attempt: { outcome: 'failed' as const } })),
      ),
      store(1).report(runs.map((run) => ({ lease: leaseOf(run), progress: { done: 1 } }))),
      store(2).claim(claimOf(10)),
      store(3).promote(10),
    ]);
    const { rows } = await pools[0]!.query(
      "select count(*)::int as stuck from nightshift.run where state = 'waiting' and pending <= 0",
    );
    expect(rows).toEqual([{ stuck: 0 }]);
  }
});

it('lists with the same keys in different orders at once add each key once, and everybody is told by whom', async () => {
  for (let round = 0; round < 10; round++) {
    const keys = Array.from({ length: 20 }, (_, index) => `${round}-${index}`);
    const lists = stores.map((_, index) =>
      (index % 2 === 0 ? keys : [...keys].reverse()).map((key) => newRun({ key })),
    );
    const answers = await Promise.all(lists.map((list, index) => stores[index]!.enqueue(list)));
    const holders = new Map<string, Set<string>>();
    answers.forEach((list, index) =>
      list.forEach(({ runId }, place) => {
        const key = lists[index]![place]!.key!;
        holders.set(key, (holders.get(key) ?? new Set()).add(runId));
      }),
    );
    for (const key of keys) expect(holders.get(key)?.size).toBe(1);
    expect(answers.flat().filter(({ outcome }) => outcome === 'created')).toHaveLength(keys.length);
  }
});

it('a key that is let go while others ask for it always has an answer', async () => {
  for (let round = 0; round < 40; round++) {
    const key = `churn-${round % 3}`;
    const [answers] = await Promise.all([
      Promise.all(stores.map((store) => store.enqueue([newRun({ key })]))),
      stores[0]!.claim(claimOf(10)).then((runs) => stores[1]!.settle(runs.map((run) => succeeded(run)))),
    ]);
    for (const [answer] of answers) expect(answer?.outcome).toMatch(/created|kept/);
  }
});

it('spawns, ends, cancels and runs that follow each other at once leave every count true', async () => {
  const store = (index: number): SqlStore => stores[index % STORES]!;
  const untrue = `
    select count(*)::int as runs
      from nightshift.run
     where open_children <> (select count(*) from nightshift.run child where child.spawned_by = run.id)
        or pending <> (
             select count(*) from nightshift.run_dependency edge join nightshift.run parent on parent.id = edge.parent
              where edge.child = run.id
           )
        or (state = 'waiting') <> (pending > 0 or (open_children > 0 and lease_expires_at is null))`;
  const limits = [{ scope: 'key', name: JOB, concurrency: 2 }] as const;
  for (let round = 0; round < 12; round++) {
    const parents = newRuns(6);
    const followed = Array.from({ length: 6 }, (_, index) => newRun({ key: `k${round}-${index}`, dedup: 'latest' }));
    await store(round).enqueue([...parents, ...followed]);
    const ids = [...parents, ...followed].map(({ id }) => id);
    const claimed = await store(round).claim({ ...claimOf(20), only: { runIds: ids } });
    const [first, second] = [0, 6].map((from) => ids.slice(from, from + 6));
    const [spawners, leaders] = [first, second].map((own) => claimed.filter(({ id }) => own!.includes(id)));
    const children = spawners!.map((run) => ({ lease: leaseOf(run), runs: newRuns(4, { limitKey: `${round}` }) }));
    await Promise.all(children.map(({ lease, runs }, index) => store(index).spawn(lease, runs.slice(0, 2))));
    await Promise.all([
      ...children.map(({ lease, runs }, index) => store(index).spawn(lease, runs)),
      ...leaders!.map((run, index) => store(index).settle([succeeded(run)])),
      ...followed.flatMap(({ key }, index) =>
        [1, 2].map((by) => store(index + by).enqueue([newRun({ key, dedup: 'latest' })])),
      ),
      ...[0, 1].map(async (index) => {
        const runs = await store(index).claim({ ...claimOf(5), limits });
        await store(index + 1).settle(runs.map((run) => succeeded(run)));
      }),
      store(2).cancel(first!.slice(4), REASON),
      store(3).extend(claimed.map(leaseOf), LONG_MS),
      store(4).release(
        spawners!.slice(0, 4).map((run) => ({
          lease: leaseOf(run),
          delayMs: 0,
          spend: false,
          untilChildren: true,
          attempt: { outcome: 'spawned' as const },
        })),
      ),
    ]);
    expect((await pools[0]!.query(untrue)).rows).toEqual([{ runs: 0 }]);
  }
});

// The last test: a session tells the server of its deadlocks when it ends, at the latest. Each would have been retried.
it('and none of it was a deadlock', async () => {
  await Promise.all(stores.map((store) => store.close()));
  await Promise.all(pools.map((pool) => pool.end()));
  const admin = testPool({ max: 1 });
  const sessions = 'select count(*)::int as open from pg_stat_activity where datname = $1';
  while ((await admin.query<{ open: number }>(sessions, [database])).rows[0]!.open > 0);
  const { rows } = await admin.query('select deadlocks::int from pg_stat_database where datname = $1', [database]);
  await admin.end();
  expect(rows).toEqual([{ deadlocks: 0 }]);
});
