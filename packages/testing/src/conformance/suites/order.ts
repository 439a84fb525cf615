import assert from 'node:assert/strict';
import type { ClaimedRun } from '@nightshift/core';
import { addLimited, claimFrom, perKey, times } from '../limited.js';
import { suite } from '../suite.js';
import { assertHeld, idsOf, leaseOf, REASON, released, SHORT_MS, type Subject } from '../subject.js';

export const orderSuite = suite('order', (test) => {
  test('runs of an ordered key start one after the other', async (subject) => {
    const ids = await addLimited(subject, ['a', 'a', 'a']);
    for (const id of ids) {
      const run = await next(subject);
      assert.equal(run?.id, id);
      assert.deepEqual(await claimOrdered(subject), []);
      await subject.succeed(run);
    }
  });

  test('a run that has not begun gives way to a higher priority', async (subject) => {
    const [low, high] = [await addLimited(subject, ['a']), await addLimited(subject, ['a'], { priority: 5 })];
    await subject.succeed(await next(subject));
    assert.equal(await subject.state(high[0] ?? ''), 'success');
    assert.equal((await next(subject)).id, low[0]);
  });

  test('one that has begun keeps the key through a retry with a delay, and others go on meanwhile', async (subject) => {
    const [first = ''] = await addLimited(subject, ['a', 'a']);
    const others = await addLimited(subject, ['b', 'c']);
    const run = await subject.claimRun(first, { limits: ordered(subject) });
    await give(subject, run, { delayMs: 100 });
    assert.deepEqual(idsOf(await claimOrdered(subject)).sort(), others.sort());
    await subject.advance(101);
    assert.deepEqual(await claimOrdered(subject), [], 'a run that is due and not promoted yet keeps the key');
    await subject.promoteAll();
    assert.equal((await next(subject)).id, first);
  });

  test('one that has begun goes first again, however it was given back', async (subject) => {
    const ids = await addLimited(subject, ['a', 'a']);
    const urgent: string[] = [];
    const changes = [
      { spend: true },
      { spend: false, attempt: { outcome: 'interrupted' } },
      { spend: false, delayMs: 50, attempt: { outcome: 'snoozed' } },
    ] as const;
    for (const change of changes) {
      const run = await next(subject);
      assert.equal(run.id, ids[0]);
      await give(subject, run, change);
      urgent.push(...(await addLimited(subject, ['a'], { priority: 9 })));
      await subject.advance(51);
      await subject.promoteAll();
    }
    for (const id of [ids[0], ...urgent, ids[1]]) {
      const run = await next(subject);
      assert.equal(run.id, id);
      await subject.succeed(run);
    }
  });

  test('it keeps the key while it waits for what it spawned', async (subject) => {
    const [first, second] = await addLimited(subject, ['a', 'a']);
    const run = await next(subject);
    const child = subject.newRun({ job: subject.name('child') });
    await subject.store.spawn(leaseOf(run), [child]);
    await give(subject, run, { untilChildren: true });
    assert.deepEqual(await claimOrdered(subject), []);
    const [spawned] = await subject.claim({ jobs: [child.job] });
    await subject.succeed(spawned as ClaimedRun);
    const again = await next(subject);
    assert.equal(again.id, first);
    await subject.succeed(again);
    assert.equal((await next(subject)).id, second);
  });

  test('it keeps the key when its worker dies', async (subject) => {
    const [first, second] = await addLimited(subject, ['a', 'a']);
    await claimOrdered(subject, SHORT_MS);
    await subject.advance(SHORT_MS + 1);
    assert.deepEqual(await claimOrdered(subject), []);
    const reaped = await subject.reap();
    assertHeld(await subject.store.release(reaped.map((run) => released(run))));
    const again = await next(subject);
    assert.equal(again.id, first);
    await subject.fail(again);
    assert.equal((await next(subject)).id, second);
  });

  test('its end, by a cancel as well, lets the next one start', async (subject) => {
    const [first = '', second] = await addLimited(subject, ['a', 'a']);
    await give(subject, await next(subject), { delayMs: 60_000 });
    assert.deepEqual(await claimOrdered(subject), []);
    assert.deepEqual(await subject.store.cancel([first], REASON), ['cancelled']);
    assert.equal((await next(subject)).id, second);
  });

  test('one claim for many takes one run of each ordered key', async (subject) => {
    const ids = await addLimited(subject, ['a', 'a', 'b', 'b', 'a', 'c']);
    const claimed = idsOf(await claimOrdered(subject));
    assert.deepEqual(claimed.sort(), [ids[0], ids[2], ids[5]].sort());
  });

  test('many claimers at once keep the order of every key', async (subject) => {
    const keys = ['a', 'b', 'c'];
    const ids = await addLimited(
      subject,
      keys.flatMap((key) => times(8, key)),
    );
    const started: string[] = [];
    let ended = 0;
    await subject.spread(Array.from({ length: 6 }), async (store) => {
      for (let round = 0; round < 500 && ended < ids.length; round += 1) {
        for (const run of await claimFrom(store, { jobs: [subject.job], limits: ordered(subject), limit: 2 })) {
          started.push(run.id);
          if (run.attempt === 1) assertHeld(await store.release([released(run)]));
          else {
            await subject.succeed(run);
            ended += 1;
          }
        }
      }
    });
    const expected = ids.flatMap((id) => [id, id]);
    assert.deepEqual(
      keys.map((_, index) => started.filter((id) => ids.indexOf(id) >> 3 === index)).flat(),
      expected,
      'each run was expected to be tried twice before the next one of its key',
    );
  });
});

function ordered(subject: Subject) {
  return [perKey(subject, { concurrency: 1, ordered: true })];
}

function claimOrdered(subject: Subject, leaseMs?: number): Promise<ClaimedRun[]> {
  return subject.claim({ limits: ordered(subject), ...(leaseMs === undefined ? {} : { leaseMs }) });
}

/** The one run that may start now. */
async function next(subject: Subject): Promise<ClaimedRun> {
  const claimed = await claimOrdered(subject);
  assert.equal(claimed.length, 1, 'exactly one run was expected to start');
  return claimed[0] as ClaimedRun;
}

async function give(subject: Subject, run: ClaimedRun, changes: Parameters<typeof released>[1]): Promise<void> {
  assertHeld(await subject.store.release([released(run, changes)]));
}
