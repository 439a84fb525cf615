import assert from 'node:assert/strict';
import type { ClaimedRun, LimitRule, RateRule } from '@nightshift/core';
import fc from 'fast-check';
import { addLimited, claimFrom, countKeys, perJob, perKey, perQueue, times } from '../limited.js';
import { suite } from '../suite.js';
import { idsOf, LONG_MS, released, type Subject } from '../subject.js';

/** Fixed, so that a store passes always or never. */
const SEED = 20_260_102;

export const ratesSuite = suite('rates', (test) => {
  test('no more runs start in a window than its limit, however soon they end', async (subject) => {
    const limits = [perKey(subject, { rate: rate(3) })];
    await addLimited(subject, times(10, 'a'));
    const claimed = await subject.claim({ limits });
    assert.equal(claimed.length, 3);
    await subject.succeed(...claimed);
    assert.deepEqual(await subject.claim({ limits }), []);
    assert.deepEqual(await subject.claim({ limits, only: { runIds: await queuedIds(subject) } }), []);
  });

  test('a burst bounds how many start at once', async (subject) => {
    const limits = [perKey(subject, { rate: rate(10, { burst: 2 }) })];
    await addLimited(subject, times(10, 'a'));
    assert.equal((await subject.claim({ limits })).length, 2);
    assert.deepEqual(await subject.claim({ limits }), []);
  });

  test('each key has a window of its own, and so has each job with that key', async (subject) => {
    const other = subject.name('other');
    const limits = [perKey(subject, { rate: rate(2) }), { ...perKey(subject, { rate: rate(1) }), name: other }];
    await addLimited(subject, [...times(3, 'a'), ...times(3, 'b')]);
    await addLimited(subject, times(3, 'a'), { job: other });
    const claimed = await subject.claim({ limits, jobs: [subject.job, other] });
    assert.deepEqual(countKeys(claimed.filter(({ job }) => job === subject.job)), { a: 2, b: 2 });
    assert.equal(claimed.length, 5);
  });

  test('the rate of a job counts all of its keys, that of a queue all of its jobs', async (subject) => {
    const [queue, other] = [subject.name('q'), subject.name('other')];
    const limits = [perJob(subject, { rate: rate(3) }), perQueue(queue, { rate: rate(4) })];
    await addLimited(subject, ['a', 'a', 'b', 'b', ''], { queue, priority: 1 });
    await addLimited(subject, ['a', ''], { queue, job: other });
    const claimed = await subject.claim({ limits, jobs: [subject.job, other] });
    assert.deepEqual([claimed.length, claimed.filter(({ job }) => job === other).length], [4, 1]);
  });

  test('every start counts: of a retry, and of a run that was handed back', async (subject) => {
    const limits = [perKey(subject, { rate: rate(3) })];
    const [id = ''] = await addLimited(subject, ['a']);
    for (const spend of [true, false, true]) {
      await subject.store.release([released(await subject.claimRun(id, { limits }), { spend })]);
    }
    assert.deepEqual(await subject.claim({ limits }), []);
  });

  test('only starts count: what another limit holds back uses up no rate', async (subject) => {
    const limits = [
      perKey(subject, { rate: rate(1), concurrency: 1 }),
      perJob(subject, { rate: rate(3), concurrency: 2 }),
    ];
    await addLimited(subject, ['a', 'a', 'a', 'b', 'c', 'd']);
    const first = await subject.claim({ limits });
    assert.equal(first.length, 2);
    await subject.succeed(...first);
    assert.equal((await subject.claim({ limits })).length, 1);
    assert.deepEqual(await subject.claim({ limits }), []);
  });

  test('a window tells when it opens, and does', async (subject) => {
    const rule = perKey(subject, { rate: rate(2, { windowMs: 1_000 }) });
    await addLimited(subject, times(5, 'a'));
    assert.deepEqual(await opens(subject, rule), null);
    const starts = await subject.claim({ limits: [rule] });
    assert.equal(starts.length, 2);
    while (starts.length < 5) {
      const opensInMs = (await opens(subject, rule)) ?? 0;
      assert.ok(opensInMs <= 1_000, `received ${opensInMs}`);
      if (subject.hasFakeClock) {
        assert.equal(opensInMs, 1_000);
        await subject.advance(opensInMs - 1);
        assert.deepEqual(await subject.claim({ limits: [rule] }), []);
        await subject.advance(1);
      } else await subject.advance(opensInMs + 1);
      const more = await subject.claim({ limits: [rule] });
      assert.ok(more.length > 0, 'the window was expected to be open');
      starts.push(...more);
    }
    assertRate(subject, starts, rule.rate as RateRule);
  });

  test('in any window at most as many start as its limit, and in its share as its burst', async (subject) => {
    const windowMs = subject.hasFakeClock ? 1_000 : 400;
    let round = 0;
    const property = fc.asyncProperty(schedule(windowMs), async ({ limit, burst, steps }) => {
      const own = subject.scoped(`round-${(round += 1)}`);
      const rule = perKey(own, { rate: rate(limit, { windowMs, burst: Math.min(limit, burst) }) });
      await addLimited(own, times(12, 'a'));
      const starts: ClaimedRun[] = [];
      for (const { waitMs, count } of steps) {
        await own.advance(waitMs);
        starts.push(...(await own.claim({ limits: [rule], limit: count })));
      }
      await own.advance((await opens(own, rule)) ?? 0);
      await own.advance(1);
      const last = await own.claim({ limits: [rule], limit: 1 });
      assert.equal(last.length, starts.length < 12 ? 1 : 0, 'when the window says that it is open, a run starts');
      assertRate(own, [...starts, ...last], rule.rate as RateRule);
    });
    await fc.assert(property, { seed: SEED, numRuns: subject.hasFakeClock ? 60 : 4 });
  });

  test('many claimers at once do not start more than the limit', async (subject) => {
    const limits = [perKey(subject, { rate: rate(2) }), perJob(subject, { rate: rate(5) })];
    await addLimited(
      subject,
      ['a', 'b', 'c', 'd'].flatMap((key) => times(5, key)),
    );
    const claims = await subject.spread(Array.from({ length: 16 }), (store) =>
      claimFrom(store, { jobs: [subject.job], limits, limit: 3 }),
    );
    const claimed = claims.flat();
    assert.ok(claimed.length <= 5 && Object.values(countKeys(claimed)).every((count) => count <= 2));
    assert.equal(claimed.length + (await subject.claim({ limits })).length, 5);
  });

  test('a release can close the window of its key, of no other, until its delay is over', async (subject) => {
    const rule = perKey(subject, { concurrency: 10 });
    for (const limits of [[rule], []]) {
      const [first = '', second, other] = await addLimited(subject, ['a', 'a', 'b']);
      await addLimited(subject, ['a'], { job: subject.name('other') });
      const run = await subject.claimRun(first, { limits });
      await subject.store.release([released(run, { delayMs: 1_000, closesWindow: true })]);
      const jobs = [subject.job, subject.name('other')];
      const claimed = await subject.claim({ limits, jobs });
      assert.deepEqual(countKeys(claimed), { a: 1, b: 1 });
      assert.ok(!idsOf(claimed).includes(second ?? '') && idsOf(claimed).includes(other ?? ''));
      const [opensInMs, otherOpensInMs] = await subject.store.limits.opensInMs([
        { rule, key: 'a' },
        { rule, key: 'b' },
      ]);
      assert.ok(typeof opensInMs === 'number' && opensInMs > 0 && opensInMs <= 1_000, `received ${opensInMs}`);
      assert.equal(otherOpensInMs, null);
      await subject.advance(1_001);
      await subject.promoteAll();
      assert.deepEqual(idsOf(await subject.claim({ limits })).sort(), [first, second].sort());
    }
  });

  test('of several closings the last to end counts, and a release without one closes nothing', async (subject) => {
    const [first = '', second = '', third] = await addLimited(subject, ['', '', '']);
    const runs = [await subject.claimRun(first), await subject.claimRun(second)];
    await subject.store.release([released(runs[0] as ClaimedRun, { delayMs: 60_000 })]);
    assert.deepEqual(idsOf(await subject.claim()), [third]);
    const [fourth = ''] = await addLimited(subject, ['']);
    const fifth = await subject.claimRun(fourth);
    await addLimited(subject, ['']);
    await subject.store.release([
      released(runs[1] as ClaimedRun, { delayMs: 60_000, closesWindow: true, spend: false }),
      released(fifth, { delayMs: 50, closesWindow: true, spend: false }),
    ]);
    await subject.advance(60);
    await subject.promoteAll();
    assert.deepEqual(await subject.claim(), []);
  });

  test('it tells when the first window opens that holds back a queued run', async (subject) => {
    const rules = [perKey(subject, { rate: rate(1) }), perJob(subject, { concurrency: 3 })];
    const nextOpening = (jobs = [subject.job]) => subject.store.limits.nextOpeningMs(jobs, rules);
    assert.equal(await nextOpening(), null);
    const [, b = ''] = await addLimited(subject, ['a', 'b']);
    assert.equal(await nextOpening(), null, 'what may start now is held back by no window');
    const run = await subject.claimRun(b, { limits: rules });
    await subject.claim({ limits: rules });
    assert.equal(await nextOpening(), null, 'a full window without queued runs holds nothing back');
    await addLimited(subject, ['a']);
    const whole = (await nextOpening()) ?? 0;
    assert.ok(whole > LONG_MS - 60_000 && whole <= LONG_MS, `received ${whole}`);
    assert.equal(await nextOpening([subject.name('other')]), null);
    const closing = perKey(subject, {});
    await subject.store.release([released(run, { delayMs: 60_000, closesWindow: true })]);
    await addLimited(subject, ['b']);
    const closed = (await subject.store.limits.nextOpeningMs([subject.job], [closing])) ?? 0;
    assert.ok(closed > 0 && closed <= 60_000, `received ${closed}`);
  });

  test('answers keep the order of the windows; one that nothing started in is open', async (subject) => {
    const rule = perKey(subject, { rate: rate(1) });
    await addLimited(subject, ['a', 'b']);
    await subject.claim({ limits: [rule] });
    const windows = ['new', 'b', 'other', 'a'].map((key) => ({ rule, key }));
    const answers = await subject.store.limits.opensInMs([...windows, { rule: perJob(subject, { rate: rate(9) }) }]);
    assert.deepEqual(
      answers.map((opensInMs) => opensInMs !== null),
      [false, true, false, true, false],
    );
    assert.deepEqual(await subject.store.limits.opensInMs([]), []);
  });

  test.needs('reopen', 'a crash opens no window', async (subject) => {
    const limits = [perKey(subject, { rate: rate(1) })];
    await addLimited(subject, ['a', 'a', 'b']);
    const [first] = await subject.claim({ limits, limit: 1 });
    await subject.store.release([released(first as ClaimedRun, { delayMs: 1, closesWindow: true })]);
    await subject.crash();
    await subject.advance(2);
    await subject.promoteAll();
    const claimed = await subject.claim({ limits });
    assert.deepEqual(countKeys([first as ClaimedRun, ...claimed]), { a: 1, b: 1 });
  });
});

/** So many in a window that no test outlives, or in one that tests let pass. */
function rate(limit: number, { windowMs = LONG_MS, burst = limit }: Partial<RateRule> = {}): RateRule {
  return { limit, windowMs, burst };
}

/** Claims at random moments over about two windows. */
function schedule(windowMs: number) {
  const step = fc.record({ waitMs: fc.nat(Math.floor(windowMs / 3)), count: fc.integer({ min: 1, max: 4 }) });
  const size = fc.integer({ min: 1, max: 5 });
  return fc.record({ limit: size, burst: size, steps: fc.array(step, { minLength: 8, maxLength: 14 }) });
}

async function opens(subject: Subject, rule: LimitRule): Promise<number | null> {
  const [opensInMs = null] = await subject.store.limits.opensInMs([{ rule, key: 'a' }]);
  return opensInMs;
}

async function queuedIds(subject: Subject): Promise<string[]> {
  const { runs } = await subject.store.read.list({ jobs: [subject.job], states: ['queued'] }, { limit: 100 });
  return idsOf(runs);
}

function assertRate(subject: Subject, runs: readonly ClaimedRun[], { limit, windowMs, burst }: RateRule): void {
  const starts = runs.map(({ startedAt }) => startedAt?.getTime() ?? 0).sort((a, b) => a - b);
  assertApart(subject, starts, { most: limit, windowMs });
  assertApart(subject, starts, { most: burst, windowMs: (windowMs * burst) / limit });
}

/** A real clock is finer than the milliseconds that a record tells. */
function assertApart(subject: Subject, starts: readonly number[], bound: { most: number; windowMs: number }): void {
  const tolerance = subject.hasFakeClock ? 0 : 1;
  for (const [index, start] of starts.entries()) {
    const next = starts[index + bound.most];
    if (next === undefined) return;
    const apart = next - start;
    assert.ok(
      apart >= bound.windowMs - tolerance,
      `${bound.most + 1} runs started within ${apart} ms, at most ${bound.most} may within ${bound.windowMs} ms`,
    );
  }
}
