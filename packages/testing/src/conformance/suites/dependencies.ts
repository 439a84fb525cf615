import assert from 'node:assert/strict';
import type { NewRun, ParentEdge } from '@nightshift/core';
import { v7 } from 'uuid';
import { suite } from '../suite.js';
import { assertHeld, assertRefused, failed, idsOf, LONG_MS, REASON, type Subject, succeeded } from '../subject.js';

export const dependenciesSuite = suite('dependencies', (test) => {
  test('a run waits for its parent, and is queued by its success', async (subject) => {
    const { parent, child } = await family(subject);
    assert.deepEqual(idsOf(await subject.claim({ only: { runIds: [child.id] } })), []);
    const run = await subject.claimRun(parent.id);
    assert.equal(await subject.state(child.id), 'waiting');
    await subject.succeed(run);
    assert.equal(await subject.state(child.id), 'queued');
    await subject.claimRun(child.id);
  });

  test('a parent that is released for another try releases nobody', async (subject) => {
    const { parent, child } = await family(subject);
    const run = await subject.claimRun(parent.id);
    const attempt = { outcome: 'failed' } as const;
    assertHeld(
      await subject.store.release([{ lease: { runId: run.id, token: run.token }, delayMs: 0, spend: true, attempt }]),
    );
    assert.equal(await subject.state(child.id), 'waiting');
  });

  test('a dependent that is not due yet is scheduled when its parent is done', async (subject) => {
    const { parent, child } = await family(subject, { delayMs: 60_000 });
    await subject.succeed(await subject.claimRun(parent.id));
    assert.equal(await subject.state(child.id), 'scheduled');
  });

  test('a parent may stand behind its dependent in the list', async (subject) => {
    const parent = subject.newRun();
    const child = subject.child([parent]);
    await subject.store.enqueue([child, parent]);
    assert.deepEqual(await subject.states([child.id, parent.id]), ['waiting', 'queued']);
    await subject.succeed(await subject.claimRun(parent.id));
    assert.equal(await subject.state(child.id), 'queued');
  });

  test('in a diamond, the last run waits for both branches', async (subject) => {
    const top = subject.newRun();
    const [left, right] = [subject.child([top]), subject.child([top])];
    const bottom = subject.child([left, right]);
    await subject.store.enqueue([top, left, right, bottom]);
    await subject.succeed(await subject.claimRun(top.id));
    await subject.succeed(await subject.claimRun(left.id));
    assert.equal(await subject.state(bottom.id), 'waiting');
    await subject.succeed(await subject.claimRun(right.id));
    assert.equal(await subject.state(bottom.id), 'queued');
  });

  test('parents that are settled in one call release their dependent once', async (subject) => {
    const parents = subject.newRuns(10);
    const child = subject.child(parents);
    await subject.store.enqueue([...parents, child]);
    await subject.succeed(...(await subject.claim()));
    assert.deepEqual(idsOf(await subject.claim()), [child.id]);
    assert.deepEqual(await subject.claim(), []);
  });

  test('parents that are settled by several instances at once release their dependent exactly once', async (subject) => {
    for (let round = 0; round < 5; round += 1) {
      const parents = subject.newRuns(20);
      const child = subject.child(parents);
      await subject.store.enqueue([...parents, child]);
      const runs = await subject.claim();
      await subject.spread(runs, (store, run) => store.settle([succeeded(run)]));
      const claims = await subject.spread([1, 2, 3, 4], (store, limit) =>
        store.claim({ worker: 'w', jobs: [subject.job], limit, leaseMs: LONG_MS }),
      );
      assert.deepEqual(idsOf(claims.flat()), [child.id]);
      await subject.succeed(...claims.flat());
    }
  });

  test('lists that share dependents in opposite order, settled at once, do not block each other', async (subject) => {
    for (let round = 0; round < 5; round += 1) {
      const [left, right] = [subject.newRuns(20), subject.newRuns(20)];
      const children = left.map((parent, index) => subject.child([parent, ...right.slice(index, index + 1)]));
      await subject.store.enqueue([...left, ...right, ...children]);
      const runs = await subject.claim();
      const ofIds = (ids: readonly string[]) => runs.filter(({ id }) => ids.includes(id)).map((run) => succeeded(run));
      const lists = [ofIds(idsOf(left)), ofIds(idsOf(right)).reverse()];
      assertHeld((await subject.spread(lists, (store, list) => store.settle(list))).flat());
      const claimed = await subject.claim();
      assert.deepEqual(idsOf(claimed).sort(), idsOf(children).sort());
      await subject.succeed(...claimed);
    }
  });

  test('a parent that fails cancels those that need it, to any depth, each told of its own parent', async (subject) => {
    const parent = subject.newRun();
    const child = subject.child([parent]);
    const grandchild = subject.child([child]);
    await subject.store.enqueue([parent, child, grandchild]);
    await subject.fail(await subject.claimRun(parent.id));
    for (const [run, cause] of [
      [child, parent],
      [grandchild, child],
    ] as const) {
      const { state, cancel, finishedAt } = await subject.record(run.id);
      assert.deepEqual(
        { state, cancel },
        { state: 'cancelled', cancel: { code: 'dependency-failed', runId: cause.id } },
      );
      assert.ok(finishedAt);
    }
  });

  test('a dependent that is cancelled stays so when its other parents succeed', async (subject) => {
    const [bad, good] = [subject.newRun(), subject.newRun()];
    const child = subject.child([bad, good]);
    await subject.store.enqueue([bad, good, child]);
    const running = await subject.claimRun(good.id);
    await subject.fail(await subject.claimRun(bad.id));
    assert.equal(await subject.state(child.id), 'cancelled');
    await subject.succeed(running);
    assert.equal(await subject.state(child.id), 'cancelled');
  });

  test('over an edge that continues, any end of the parent counts as done', async (subject) => {
    for (const state of ['success', 'failed', 'cancelled'] as const) {
      const parent = subject.newRun();
      const child = subject.newRun({ parents: [continuing(parent)] });
      await subject.store.enqueue([parent, child]);
      await subject.store.settle([succeeded(await subject.claimRun(parent.id), { state })]);
      assert.equal(await subject.state(child.id), 'queued', `after ${state}`);
    }
    const parent = subject.newRun();
    const child = subject.newRun({ parents: [continuing(parent)] });
    await subject.store.enqueue([parent, child]);
    await subject.store.cancel([parent.id], REASON);
    assert.equal(await subject.state(child.id), 'queued', 'after a cancel before it ran');
  });

  test('edges of both kinds: the one that continues still waits, the other one cancels', async (subject) => {
    const [soft, hard] = [subject.newRun(), subject.newRun()];
    const waits = subject.newRun({ parents: [continuing(soft), { runId: hard.id, onFailure: 'cancel' }] });
    await subject.store.enqueue([soft, hard, waits]);
    await subject.fail(await subject.claimRun(soft.id));
    assert.equal(await subject.state(waits.id), 'waiting');
    await subject.fail(await subject.claimRun(hard.id));
    assert.equal(await subject.state(waits.id), 'cancelled');
  });

  test('a cascade ends where an edge continues', async (subject) => {
    const top = subject.newRun();
    const middle = subject.child([top]);
    const bottom = subject.newRun({ parents: [continuing(middle)] });
    await subject.store.enqueue([top, middle, bottom]);
    await subject.fail(await subject.claimRun(top.id));
    assert.deepEqual(await subject.states([middle.id, bottom.id]), ['cancelled', 'queued']);
  });

  test('cancelling a run cancels those that need it, and leaves its parents alone', async (subject) => {
    const top = subject.newRun();
    const middle = subject.child([top]);
    const bottom = subject.child([middle]);
    await subject.store.enqueue([top, middle, bottom]);
    assert.deepEqual(await subject.store.cancel([middle.id], REASON), ['cancelled']);
    assert.deepEqual(await subject.states([top.id, middle.id, bottom.id]), ['queued', 'cancelled', 'cancelled']);
    assert.deepEqual((await subject.record(bottom.id)).cancel, { code: 'dependency-failed', runId: middle.id });
    await subject.succeed(await subject.claimRun(top.id));
    assert.deepEqual(await subject.states([middle.id, bottom.id]), ['cancelled', 'cancelled']);
  });

  test('a chain of 200 is cancelled in one step', async (subject) => {
    const runs = chain(subject, 200);
    await subject.store.enqueue(runs);
    await subject.fail(...(await subject.claim()));
    const records = await subject.store.read.get(idsOf(runs));
    assert.deepEqual(
      records.slice(1).map(({ cancel }) => cancel?.runId),
      idsOf(runs.slice(0, -1)),
    );
  });

  test('a chain of 200 runs link by link', async (subject) => {
    const runs = chain(subject, 200);
    await subject.store.enqueue(runs);
    for (const { id } of runs) {
      const claimed = await subject.claim();
      assert.deepEqual(idsOf(claimed), [id]);
      await subject.succeed(...claimed);
    }
    assert.deepEqual(await subject.claim(), []);
  });

  test('one run releases 1,000, and 1,000 release one', async (subject) => {
    const top = subject.newRun();
    const middle = Array.from({ length: 1_000 }, () => subject.child([top]));
    const bottom = subject.child(middle);
    await subject.store.enqueue([top, ...middle, bottom]);
    await subject.succeed(await subject.claimRun(top.id));
    const claimed = await subject.claim();
    assert.deepEqual(idsOf(claimed).sort(), idsOf(middle).sort());
    await subject.succeed(...claimed.slice(1));
    assert.equal(await subject.state(bottom.id), 'waiting');
    await subject.succeed(...claimed.slice(0, 1));
    assert.equal(await subject.state(bottom.id), 'queued');
  });

  test('of parents that fail and succeed at once, the failure decides', async (subject) => {
    for (let round = 0; round < 5; round += 1) {
      const parents = subject.newRuns(8);
      const child = subject.child(parents);
      await subject.store.enqueue([...parents, child]);
      const runs = await subject.claim();
      const ends = runs.map((run, index) => (index === round ? failed(run) : succeeded(run)));
      await subject.spread(ends, (store, end) => store.settle([end]));
      const { state, cancel } = await subject.record(child.id);
      assert.deepEqual([state, cancel?.runId], ['cancelled', runs[round]?.id]);
    }
  });

  test('parents are read with their state and output', async (subject) => {
    const [done, open] = [subject.newRun(), subject.newRun({ job: subject.name('other') })];
    const child = subject.newRun({ parents: [continuing(done), { runId: open.id, onFailure: 'cancel' }] });
    await subject.store.enqueue([done, open, child]);
    await subject.store.settle([succeeded(await subject.claimRun(done.id), { output: { rows: 3 } })]);
    const parents = await subject.store.read.parents(child.id);
    const expected = [
      { runId: done.id, job: subject.job, state: 'success', onFailure: 'continue', output: { rows: 3 } },
      { runId: open.id, job: open.job, state: 'queued', onFailure: 'cancel', output: null },
    ];
    assert.deepEqual(
      parents.sort((a, b) => (a.runId < b.runId ? -1 : 1)),
      expected,
    );
    assert.deepEqual(await subject.store.read.parents(done.id), []);
    assert.deepEqual(await subject.store.read.parents(v7()), []);
  });

  test('a parent that is unknown, named twice, or the run itself is refused, and so is a cycle', async (subject) => {
    const run = subject.newRun();
    const known = await subject.add();
    const self = v7();
    const [first, second] = [v7(), v7()];
    const bad: readonly (readonly NewRun[])[] = [[subject.child([{ id: known }])], [run, subject.child([run, run])]];
    for (const runs of bad) await assertRefused(subject.store.enqueue(runs));
    const cycles = [
      [subject.child([{ id: self }], { id: self })],
      [subject.child([{ id: second }], { id: first }), subject.child([{ id: first }], { id: second })],
    ];
    for (const runs of cycles) await assertRefused(subject.store.enqueue(runs), 'PLAN_CYCLE');
    assert.equal((await subject.store.read.list({ jobs: [subject.job] }, { limit: 10 })).runs.length, 1);
  });
});

async function family(subject: Subject, child: Partial<NewRun> = {}): Promise<{ parent: NewRun; child: NewRun }> {
  const parent = subject.newRun();
  const dependent = subject.child([parent], child);
  await subject.store.enqueue([parent, dependent]);
  return { parent, child: dependent };
}

function continuing(parent: NewRun): ParentEdge {
  return { runId: parent.id, onFailure: 'continue' };
}

function chain(subject: Subject, length: number): NewRun[] {
  const runs = [subject.newRun()];
  for (let link = 1; link < length; link += 1) runs.push(subject.child(runs.slice(-1)));
  return runs;
}
