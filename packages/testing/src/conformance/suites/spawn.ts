import assert from 'node:assert/strict';
import type { LeaseAnswer, Store } from '@nightshift/core';
import { v7 } from 'uuid';
import { withInbox } from '../inbox.js';
import { suite } from '../suite.js';
import {
  assertHeld,
  assertRefused,
  idsOf,
  leaseOf,
  LONG_MS,
  REASON,
  released,
  SHORT_MS,
  type Subject,
  succeeded,
} from '../subject.js';

const HELD = { held: true, cancel: null } as const;
const LOST = { held: false } as const;

export const spawnSuite = suite('spawn', (test) => {
  test('a spawned run names the run that spawned it, which counts it until it is final', async (subject) => {
    const parent = await subject.running({ flowId: v7() });
    const { flowId } = parent;
    const children = [
      subject.newRun({ flowId, trigger: 'job', input: { shard: 1 }, headers: { trace: '1' }, limitKey: 'a' }),
      subject.newRun({ delayMs: 60_000 }),
    ];
    assert.deepEqual(await subject.store.spawn(leaseOf(parent), children), HELD);
    const [first, second] = await subject.store.read.get(idsOf(children));
    assert.deepEqual([first?.state, second?.state], ['queued', 'scheduled']);
    assert.deepEqual([first?.spawnedBy, second?.spawnedBy], [parent.id, parent.id]);
    assert.deepEqual(
      [first?.flowId, first?.input, first?.headers, first?.limitKey, first?.openChildren],
      [flowId, { shard: 1 }, { trace: '1' }, 'a', 0],
    );
    assert.deepEqual(await subject.record(parent.id), { ...parent, openChildren: 2 });
    await subject.succeed(await subject.claimRun(children[0]?.id ?? ''));
    assert.equal(await openChildren(subject, parent.id), 1);
    await subject.store.cancel([children[1]?.id ?? ''], REASON);
    assert.equal(await openChildren(subject, parent.id), 0);
    assert.equal(await subject.state(parent.id), 'running');
  });

  test('a run that nobody spawned has no such run, and none is spawned by an empty list', async (subject) => {
    const parent = await subject.running();
    assert.equal(parent.spawnedBy, null);
    assert.deepEqual(await subject.store.spawn(leaseOf(parent), []), HELD);
    assert.deepEqual(await subject.record(parent.id), parent);
  });

  test('what exists already is left as it is, and counted once', async (subject) => {
    const parent = await subject.running();
    const children = subject.newRuns(3, { input: 'first' });
    await subject.store.spawn(leaseOf(parent), children);
    await subject.succeed(await subject.claimRun(children[0]?.id ?? ''));
    await subject.claimRun(children[1]?.id ?? '');
    const before = await subject.store.read.get(idsOf(children));
    const again = children.map((child) => ({ ...child, input: 'again', priority: 9 }));
    assert.deepEqual(await subject.store.spawn(leaseOf(parent), again), HELD);
    assert.deepEqual(await subject.store.read.get(idsOf(children)), before);
    assert.equal(await openChildren(subject, parent.id), 2);
    const more = subject.newRun();
    assert.deepEqual(await subject.store.spawn(leaseOf(parent), [...again, more]), HELD);
    assert.equal(await openChildren(subject, parent.id), 3);
    assert.equal(await subject.state(more.id), 'queued');
  });

  test('without the lease nothing is added', async (subject) => {
    const { stale, current } = await subject.takenOver();
    const ended = await subject.running();
    await subject.succeed(ended);
    const queued = await subject.add();
    const child = subject.newRun();
    const lost = [stale, leaseOf(ended), { runId: queued, token: 0 }, { runId: v7(), token: 1 }];
    for (const lease of lost) assert.deepEqual(await subject.store.spawn(lease, [child]), LOST);
    assert.deepEqual(await subject.store.read.get([child.id]), []);
    assert.equal(await openChildren(subject, stale.runId), 0);
    assert.deepEqual(await subject.store.spawn(current, [child]), HELD);
    assert.equal(await openChildren(subject, stale.runId), 1);
  });

  test('it tells of the request to cancel', async (subject) => {
    const parent = await subject.running();
    await subject.store.cancel([parent.id], REASON);
    assert.deepEqual(await subject.store.spawn(leaseOf(parent), []), { held: true, cancel: REASON });
  });

  test('a list with one bad run adds none of it', async (subject) => {
    const parent = await subject.running();
    const good = subject.newRun();
    const bad = [{ key: 'k' }, { id: '' }, { priority: Number.NaN }, { version: 0 }, { id: good.id }];
    for (const changes of bad) {
      await assertRefused(subject.store.spawn(leaseOf(parent), [good, subject.newRun(changes)]));
    }
    await assertRefused(subject.store.spawn(leaseOf(parent), [good, subject.child([good])]));
    assert.deepEqual(await subject.store.read.get([good.id]), []);
    assert.deepEqual(await subject.record(parent.id), parent);
  });

  test('children are read page by page, in the order of their ids', async (subject) => {
    const parent = await subject.running();
    const ids = Array.from({ length: 25 }, () => v7());
    const shuffled = [...ids.filter((_, index) => index % 2 === 0), ...ids.filter((_, index) => index % 2 === 1)];
    await subject.store.spawn(
      leaseOf(parent),
      shuffled.map((id) => subject.newRun({ id })),
    );
    await subject.succeed(await subject.claimRun(ids[3] ?? ''));
    const { read } = subject.store;
    assert.deepEqual(idsOf(await read.children(parent.id, { limit: 100 })), ids);
    assert.deepEqual(idsOf(await read.children(parent.id, { limit: 10 })), ids.slice(0, 10));
    assert.deepEqual(idsOf(await read.children(parent.id, { after: ids[9] ?? '', limit: 10 })), ids.slice(10, 20));
    assert.deepEqual(idsOf(await read.children(parent.id, { after: ids[24] ?? '', limit: 10 })), []);
    assert.deepEqual(await read.children(ids[0] ?? '', { limit: 10 }), []);
    const [fourth] = await read.children(parent.id, { after: ids[2] ?? '', limit: 1 });
    assert.deepEqual(fourth, await subject.record(ids[3] ?? ''));
    await assertRefused(read.children(parent.id, { limit: 0 }));
  });

  test('two thousand children are counted up and down', async (subject) => {
    const parent = await subject.running();
    for (const half of [1, 2]) {
      await subject.store.spawn(leaseOf(parent), subject.newRuns(1_000));
      assert.equal(await openChildren(subject, parent.id), half * 1_000);
    }
    const children = await subject.claim();
    assert.equal(children.length, 2_000);
    await subject.succeed(...children.slice(0, 1_500));
    assert.equal(await openChildren(subject, parent.id), 500);
    await subject.fail(...children.slice(1_500));
    assert.equal(await openChildren(subject, parent.id), 0);
  });

  test('of many spawns of the same runs at once, each run is added and counted once', async (subject) => {
    const parent = await subject.running();
    const children = subject.newRuns(10);
    const lists = [children, [...children].reverse(), children.slice(3), children.slice(0, 7)];
    const answers = await subject.spread(lists, (store, list) => store.spawn(leaseOf(parent), list));
    assert.deepEqual(answers, [HELD, HELD, HELD, HELD]);
    assert.equal(await openChildren(subject, parent.id), 10);
    assert.deepEqual(idsOf(await subject.store.read.children(parent.id, { limit: 100 })), idsOf(children));
  });

  test('of a spawn and the end of an earlier child at once, both are counted', async (subject) => {
    const parent = await subject.running();
    for (let round = 0; round < 20; round += 1) {
      const [early, late] = subject.newRuns(2);
      assert.ok(early && late);
      await subject.store.spawn(leaseOf(parent), [early]);
      const child = await subject.claimRun(early.id);
      const calls: ((store: Store<unknown>) => Promise<LeaseAnswer>)[] = [
        (store) => store.spawn(leaseOf(parent), [late]),
        async (store) => (await store.settle([succeeded(child)]))[0] ?? LOST,
      ];
      assertHeld(await subject.spread(calls, (store, call) => call(store)));
      assert.equal(await openChildren(subject, parent.id), 1);
      await subject.succeed(await subject.claimRun(late.id));
    }
  });

  test('a worker that dies leaves what its run spawned to the next attempt', async (subject) => {
    const parent = await subject.running({}, { leaseMs: SHORT_MS });
    const children = subject.newRuns(2);
    await subject.store.spawn(leaseOf(parent), children);
    await subject.advance(SHORT_MS + 1);
    const [reaped] = await subject.reap();
    assert.deepEqual([reaped?.id, reaped?.openChildren], [parent.id, 2]);
    assertHeld(reaped === undefined ? [] : await subject.store.release([released(reaped)]));
    const again = await subject.claimRun(parent.id);
    assert.equal(again.openChildren, 2);
    assert.deepEqual(await subject.store.spawn(leaseOf(again), children), HELD);
    assert.equal(await openChildren(subject, parent.id), 2);
    assert.deepEqual(await subject.states(idsOf(children)), ['queued', 'queued']);
  });

  test.needs('reopen', 'a crash loses no child and no count', async (subject) => {
    const parent = await subject.running({}, { leaseMs: LONG_MS });
    const [first, second] = subject.newRuns(2);
    assert.ok(first && second);
    await subject.store.spawn(leaseOf(parent), [first, second]);
    assertHeld(await subject.store.release([released(parent, { untilChildren: true })]));
    await subject.succeed(await subject.claimRun(first.id));
    await subject.crash();
    assert.deepEqual([await subject.state(parent.id), await openChildren(subject, parent.id)], ['waiting', 1]);
    assert.deepEqual(idsOf(await subject.store.read.children(parent.id, { limit: 10 })), idsOf([first, second]));
    await subject.succeed(await subject.claimRun(second.id));
    assert.equal(await subject.state(parent.id), 'queued');
  });

  test.needs('notifications', 'other instances hear of spawned runs', async (subject) => {
    const parent = await subject.running();
    await withInbox(subject, async (inbox) => {
      await subject.store.spawn(leaseOf(parent), [subject.newRun()]);
      await inbox.wait({ kind: 'queued' });
    });
  });
});

async function openChildren(subject: Subject, runId: string): Promise<number> {
  return (await subject.record(runId)).openChildren;
}
