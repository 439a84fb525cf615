import assert from 'node:assert/strict';
import {
  abandonMove,
  memoryStore,
  moveStore,
  type MoveOptions,
  type MoveReport,
  type Store,
  type TransferStore,
} from '@nightshift/core';
import { assertHeld, assertRefused, LONG_MS, SHORT_MS, succeeded, type Subject } from '../subject.js';
import { suite } from '../suite.js';
import { buildWorld, everythingIn, type World } from '../world.js';

type Stores = readonly [from: Store<unknown>, to: Store<unknown>];

export const transferSuite = suite('transfer', (test) => {
  test.needs('transfer', 'a move to a store of the same kind gives identical reads', async (subject) => {
    await sameReads(subject, [await subject.fresh(), await subject.fresh()]);
  });

  test.needs('transfer', 'a move to memory, and from there back, gives identical reads', async (subject) => {
    const between = await memory();
    const first = await subject.fresh();
    await sameReads(subject, [first, between]);
    const back = await subject.fresh();
    await move([between, back]);
    assert.deepEqual(await everythingIn(back, subject.job), await everythingIn(first, subject.job));
  });

  test.needs('transfer', 'work goes on in the target where it stood in the source', async (subject) => {
    const [from, to] = [await subject.fresh(), await subject.fresh()];
    const world = await buildWorld(subject, from);
    await move([from, to]);
    await goesOn(subject, to, world);
  });

  test.needs('transfer', 'a sealed store refuses every change and can still be read', async (subject) => {
    const [from, to] = [await subject.fresh(), await subject.fresh()];
    const world = await buildWorld(subject, from);
    await move([from, to]);
    await refusesChanges(subject, from, world);
    assert.equal((await from.read.get([world.keyed])).length, 1);
    assert.deepEqual(await from.transfer?.mark().then((mark) => [mark?.role, mark?.state, mark?.peer]), [
      'source',
      'done',
      'the target',
    ]);
    assert.equal(await to.transfer?.mark(), null);
  });

  test.needs('transfer', 'a move that died at any step goes on, and adds nothing twice', async (subject) => {
    const from = await subject.fresh();
    await buildWorld(subject, from);
    const before = await everythingIn(from, subject.job);
    const to = await subject.fresh();
    let deaths = 0;
    for (let step = 1; ; step += 1) {
      const report = await move([dyingAfter(from, 1), dyingAfter(to, 2)], { batch: 1 }).catch(dead);
      if (report?.moved === true) break;
      deaths += 1;
      assert.ok(step < 200, 'the move was expected to come to its end');
    }
    assert.ok(deaths > 10, `the move was expected to die often, and died ${deaths} times`);
    assert.deepEqual(await everythingIn(to, subject.job), before);
  });

  test.needs('transfer', 'a move of a finished move says where the store went', async (subject) => {
    const [from, to, other] = [await subject.fresh(), await subject.fresh(), await subject.fresh()];
    await buildWorld(subject, from);
    await move([from, to]);
    await assertRefused(move([from, other]), 'STORE_MOVED');
    await assertRefused(abandonMove({ store: from, name: 'the source' }), 'STORE_MOVED');
  });

  test.needs(
    'transfer',
    'a target that holds something is refused, and the source goes on working',
    async (subject) => {
      const [from, to] = [await subject.fresh(), await subject.fresh()];
      await from.enqueue([subject.newRun()]);
      await to.enqueue([subject.newRun()]);
      await assertRefused(move([from, to]), 'INVALID_OPTION');
      assert.equal(await from.transfer?.mark(), null);
      assert.equal(await to.transfer?.mark(), null);
      await from.enqueue([subject.newRun()]);
    },
  );

  test.needs('transfer', 'a store with a live worker is refused on either side', async (subject) => {
    const [from, to] = [await subject.fresh(), await subject.fresh()];
    const worker = subject.newWorker('w');
    await from.workers.beat(worker, LONG_MS);
    await assertRefused(move([from, to]), 'STORE_IN_USE');
    assert.deepEqual(await from.transfer?.seal({ id: subject.newRun().id, peer: 'p' }), {
      sealed: false,
      why: 'workers',
    });
    await from.workers.leave('w');
    await to.workers.beat(worker, LONG_MS);
    await assertRefused(move([from, to]), 'STORE_IN_USE');
    assert.equal(await from.transfer?.mark(), null);
  });

  test.needs(
    'transfer',
    'a store whose runs execute is not sealed, and the last of their leases is told',
    async (subject) => {
      const from = await subject.fresh();
      await from.enqueue([subject.newRun()]);
      await from.claim({ worker: 'w', jobs: [subject.job], limit: 1, leaseMs: SHORT_MS });
      const answer = await from.transfer?.seal({ id: subject.newRun().id, peer: 'p' });
      assert.ok(answer?.sealed === false && answer.why === 'running');
      assert.equal(answer.runs, 1);
      assert.ok(answer.untilMs > 0 && answer.untilMs <= SHORT_MS);
    },
  );

  test.needs('transfer', 'a dry run counts and changes nothing', async (subject) => {
    const [from, to] = [await subject.fresh(), await subject.fresh()];
    await buildWorld(subject, from);
    const report = await move([from, to], { dryRun: true });
    assert.equal(report.moved, false);
    assert.equal(report.runs['success'], 3);
    assert.deepEqual([await from.transfer?.mark(), await to.transfer?.mark()], [null, null]);
    await from.enqueue([subject.newRun()]);
  });

  test.needs(
    'transfer',
    'a record that is lost or changed on the way is named, and nothing is opened',
    async (subject) => {
      const [from, to] = [await subject.fresh(), await subject.fresh()];
      const { keyed, checkpointed } = await buildWorld(subject, from);
      const report = await move([from, tampered(to, { lost: keyed, changed: checkpointed })]);
      assert.equal(report.moved, false);
      const runs = report.differences.find(({ kind }) => kind === 'runs');
      assert.deepEqual([runs?.missing, runs?.changed, runs?.added], [[keyed], [checkpointed], []]);
      assert.equal((await to.transfer?.mark())?.role, 'target');
      await abandonMove({ store: from, name: 'the source' });
      await from.enqueue([subject.newRun()]);
    },
  );
});

async function memory(): Promise<Store<unknown>> {
  const store: Store<unknown> = memoryStore();
  await store.open();
  return store;
}

function move([from, to]: Stores, options: Partial<MoveOptions> = {}): Promise<MoveReport> {
  return moveStore({ from: { store: from, name: 'the source' }, to: { store: to, name: 'the target' }, ...options });
}

async function sameReads(subject: Subject, [from, to]: Stores): Promise<void> {
  await buildWorld(subject, from);
  const before = await everythingIn(from, subject.job);
  const report = await move([from, to], { batch: 4 });
  assert.deepEqual(report.differences, []);
  assert.equal(report.moved, true);
  assert.deepEqual(await everythingIn(to, subject.job), before);
  assert.deepEqual(await everythingIn(from, subject.job), before);
}

/** A key is still held, the last parent releases its child, the last child its parent, and a checkpoint is there. */
async function goesOn(subject: Subject, to: Store<unknown>, world: World): Promise<void> {
  const kept = await to.enqueue([subject.newRun({ key: 'held' })]);
  assert.deepEqual(kept, [{ runId: world.keyed, outcome: 'kept' }]);
  const [free] = await to.enqueue([subject.newRun({ key: 'was held' })]);
  assert.equal(free?.outcome, 'created');
  const claim = async (runId: string) =>
    (await to.claim({ worker: 'w', jobs: [subject.job], limit: 1, leaseMs: LONG_MS, only: { runIds: [runId] } }))[0];
  for (const [last, waiting] of [
    [world.parents[1], world.child],
    [world.openChild, world.spawner],
  ] as const) {
    assert.equal((await to.read.get([waiting]))[0]?.state, 'waiting');
    const run = await claim(last);
    assert.ok(run);
    assertHeld(await to.settle([succeeded(run)]));
    assert.equal((await to.read.get([waiting]))[0]?.state, 'queued');
  }
  const resumed = await claim(world.checkpointed);
  assert.ok(resumed !== undefined && resumed.checkpoint !== null);
  const logs = [{ at: new Date(0), level: 'info', message: 'on' }] as const;
  await to.report([{ lease: { runId: resumed.id, token: resumed.token }, logs }]);
  assert.equal((await to.read.logs(resumed.id, { after: 0, limit: 5 })).length, 1);
  assert.equal(await to.limits.resume({ queue: 'mail' }), true);
}

async function refusesChanges(subject: Subject, store: Store<unknown>, world: World): Promise<void> {
  const request = { worker: 'w', jobs: [subject.job], limit: 1, leaseMs: LONG_MS };
  const worker = subject.newWorker('w');
  const changes: readonly (() => Promise<unknown>)[] = [
    () => store.enqueue([subject.newRun()]),
    () => store.claim(request),
    () => store.cancel([world.keyed], { code: 'requested' }),
    () => store.promote(1),
    () => store.reap({ limit: 1, leaseMs: LONG_MS }),
    () => store.state.set(subject.job, 1),
    () => store.schedules.remove(['nightly']),
    () => store.schedules.pause('nightly', 'ada'),
    () => store.limits.pause({ queue: 'x' }, { by: 'ada' }),
    () => store.workers.beat(worker, LONG_MS),
    () => store.prune({ olderThanMs: { success: 0, failed: 0, cancelled: 0 }, limit: 1 }),
    ...(store.forget === undefined ? [] : [() => Promise.resolve(store.forget?.([world.keyed]))]),
  ];
  for (const change of changes) await assertRefused(change(), 'STORE_MOVED');
}

class Death extends Error {}

function dead(error: unknown): undefined {
  if (!(error instanceof Death)) throw error;
}

/** The store of a process that dies after so many steps of a move: what those did stays. */
function dyingAfter(store: Store<unknown>, steps: number): Store<unknown> {
  let left = steps;
  const count =
    <Arguments extends unknown[], Answer>(verb: (...args: Arguments) => Promise<Answer>) =>
    async (...args: Arguments): Promise<Answer> => {
      const answer = await verb(...args);
      left -= 1;
      if (left < 0) throw new Death();
      return answer;
    };
  const own = store.transfer as TransferStore;
  const transfer: TransferStore = {
    ...own,
    seal: count((given) => own.seal(given)),
    receive: count((given) => own.receive(given)),
    import: count((moveId, kind, page) => own.import(moveId, kind, page)),
    // After the target's own the move is over, and there is nothing to go on with.
    ...(steps === 1 && { finish: count((moveId) => own.finish(moveId)) }),
  };
  return { ...store, transfer };
}

/** A store on whose way in one run is lost and another is changed. */
function tampered(store: Store<unknown>, runs: { readonly lost: string; readonly changed: string }): Store<unknown> {
  const own = store.transfer as TransferStore;
  const transfer: TransferStore = {
    ...own,
    import: (moveId, kind, page) => {
      const records = page.records
        .filter(({ id }) => kind !== 'runs' || id !== runs.lost)
        .map((record) => (kind === 'runs' && record['id'] === runs.changed ? { ...record, priority: 7 } : record));
      return own.import(moveId, kind, { ...page, records });
    },
  };
  return { ...store, transfer };
}
