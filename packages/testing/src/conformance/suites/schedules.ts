import assert from 'node:assert/strict';
import type { ScheduleRule } from '@nightshift/core';
import { dueNames, findSchedule, FRESH, inMs, MINUTE, newRule } from '../rules.js';
import { suite } from '../suite.js';
import { assertRefused } from '../subject.js';

export const schedulesSuite = suite('schedules', (test) => {
  test('a rule is there as it was saved', async (subject) => {
    const rule = newRule(subject, {
      input: { batchSize: 50, of: ['a'] },
      version: 3,
      origin: 'code',
      missed: 'all',
      missedCap: 7,
      graceMs: 1_500,
      overlap: 'replace',
    });
    const nextAt = await inMs(subject, MINUTE);
    await subject.store.schedules.save([{ ...rule, nextAt }]);
    assert.deepEqual(await findSchedule(subject), { ...rule, nextAt, ...FRESH });
    await subject.store.schedules.save([]);
  });

  test('rules are listed by name', async (subject) => {
    const nextAt = await inMs(subject, MINUTE);
    const rules = ['c', 'a', 'b'].map((word) => ({ ...newRule(subject, { name: subject.name(word) }), nextAt }));
    await subject.store.schedules.save(rules);
    const names = (await subject.store.schedules.list()).map(({ name }) => name);
    assert.deepEqual(
      names.filter((name) => name.startsWith(subject.job)),
      ['a', 'b', 'c'].map((word) => subject.name(word)),
    );
  });

  test('a rule with the same expression and time zone keeps its next occurrence', async (subject) => {
    const rule = newRule(subject, { input: { a: 1, b: 2 } });
    const [first, second] = [await inMs(subject, MINUTE), await inMs(subject, 2 * MINUTE)];
    await subject.store.schedules.save([{ ...rule, nextAt: first }]);
    const changes: Partial<ScheduleRule>[] = [
      {},
      { input: { a: 2 }, version: 2 },
      { job: 'other' },
      { missed: 'skip', missedCap: 3, graceMs: 0, overlap: 'skip' },
    ];
    for (const change of changes) {
      await subject.store.schedules.save([{ ...rule, ...change, nextAt: second }]);
      assert.deepEqual(await findSchedule(subject), { ...rule, ...change, nextAt: first, ...FRESH });
    }
  });

  test('a rule with another expression or time zone gets the new occurrence', async (subject) => {
    const rule = newRule(subject);
    const nextAt = await inMs(subject, MINUTE);
    for (const [index, change] of [{ cron: '5 * * * *' }, { timeZone: 'Europe/Berlin' }].entries()) {
      const other = new Date(nextAt.getTime() + index + 1);
      await subject.store.schedules.save([{ ...rule, nextAt }]);
      await subject.store.schedules.save([{ ...rule, ...change, nextAt: other }]);
      assert.deepEqual(await findSchedule(subject), { ...rule, ...change, nextAt: other, ...FRESH });
    }
  });

  test('a name belongs to its origin: the other one is refused, and none of its list is saved', async (subject) => {
    const nextAt = await inMs(subject, MINUTE);
    for (const [mine, theirs] of [
      ['code', 'stored'],
      ['stored', 'code'],
    ] as const) {
      const rule = newRule(subject, { name: subject.name(mine), origin: mine });
      await subject.store.schedules.save([{ ...rule, nextAt }]);
      const other = newRule(subject, { name: subject.name(`a-${mine}`), origin: theirs });
      const rules = [other, { ...rule, origin: theirs, cron: '@daily' }].map((one) => ({ ...one, nextAt }));
      await assertRefused(subject.store.schedules.save(rules), 'DUPLICATE_SCHEDULE');
      assert.deepEqual(await findSchedule(subject, rule.name), { ...rule, nextAt, ...FRESH });
      assert.equal(await findSchedule(subject, other.name), undefined);
    }
  });

  test('of two origins that take a name at once, one has it', async (subject) => {
    const nextAt = await inMs(subject, MINUTE);
    const names = Array.from({ length: 8 }, (_, index) => subject.name(`${index}`));
    const rules = names.flatMap((name) => [newRule(subject, { name, origin: 'code' }), newRule(subject, { name })]);
    const saved = await subject.spread(rules, (store, rule) =>
      store.schedules.save([{ ...rule, nextAt }]).then(
        () => rule,
        () => null,
      ),
    );
    const kept = await Promise.all(names.map((name) => findSchedule(subject, name)));
    assert.deepEqual(
      kept.map((schedule) => schedule?.origin),
      names.map((name) => saved.find((rule) => rule?.name === name)?.origin),
    );
    assert.equal(saved.filter((rule) => rule !== null).length, names.length);
  });

  test('a rule is due when its time has come, the longest due first', async (subject) => {
    const at = async (word: string, ms: number) => ({
      ...newRule(subject, { name: subject.name(word) }),
      nextAt: await inMs(subject, ms),
    });
    const request = { jobs: [subject.job], limit: 10 };
    assert.deepEqual(await subject.store.schedules.due(request), { due: [], nextDueMs: null });
    await subject.store.schedules.save([await at('late', 200), await at('early', 100), await at('far', MINUTE)]);
    await subject.advance(201);
    const { due, nextDueMs } = await subject.store.schedules.due(request);
    assert.deepEqual(
      due.map(({ name }) => name),
      [subject.name('early'), subject.name('late')],
    );
    assert.ok(nextDueMs !== null && nextDueMs > 0 && nextDueMs <= MINUTE - 201, `received ${nextDueMs}`);
    assert.deepEqual(await dueNames(subject, 1), [subject.name('early')]);
  });

  test('schedules of other jobs are not due, and hold up nobody', async (subject) => {
    const nextAt = await inMs(subject, 0);
    const others = Array.from({ length: 5 }, (_, index) =>
      newRule(subject, { name: subject.name(`a${index}`), job: subject.name('other') }),
    );
    await subject.store.schedules.save([...others, newRule(subject)].map((rule) => ({ ...rule, nextAt })));
    assert.deepEqual(await dueNames(subject, 2), [subject.job]);
    const nobody = await subject.store.schedules.due({ jobs: [], limit: 2 });
    assert.deepEqual(nobody, { due: [], nextDueMs: null });
  });

  test('a paused schedule is not due until it is resumed', async (subject) => {
    const [nextAt, later] = [await inMs(subject, 0), await inMs(subject, 50)];
    await subject.store.schedules.save([{ ...newRule(subject), nextAt }]);
    assert.equal(await subject.store.schedules.pause(subject.job, 'ada'), true);
    assert.deepEqual(await subject.store.schedules.due({ jobs: [subject.job], limit: 1 }), {
      due: [],
      nextDueMs: null,
    });
    assert.equal(await subject.store.schedules.resume(subject.job, later), true);
    assert.deepEqual(await findSchedule(subject), { ...newRule(subject), nextAt: later, ...FRESH });
    await subject.advance(51);
    assert.deepEqual(await dueNames(subject), [subject.job]);
  });

  test('a pause says since when and by whom, and outlasts whatever is saved', async (subject) => {
    const nextAt = await inMs(subject, MINUTE);
    await subject.store.schedules.save([{ ...newRule(subject), nextAt }]);
    const before = await subject.now();
    await subject.store.schedules.pause(subject.job, 'ada');
    await subject.advance(10);
    await subject.store.schedules.pause(subject.job, 'bob');
    await subject.store.schedules.save([{ ...newRule(subject, { cron: '@daily' }), nextAt }]);
    const paused = await findSchedule(subject);
    assert.equal(paused?.pausedBy, 'ada');
    assert.ok(paused.pausedAt !== null && paused.pausedAt.getTime() >= before);
    assert.ok(paused.pausedAt.getTime() < (await subject.now()), 'the second pause was expected to keep the first');
  });

  test('what is not there cannot be paused, and what is not paused keeps its occurrence', async (subject) => {
    const nextAt = await inMs(subject, MINUTE);
    assert.equal(await subject.store.schedules.pause(subject.name('unknown'), 'ada'), false);
    assert.equal(await subject.store.schedules.resume(subject.name('unknown'), nextAt), false);
    await subject.store.schedules.save([{ ...newRule(subject), nextAt }]);
    assert.equal(await subject.store.schedules.resume(subject.job, new Date(0)), true);
    assert.deepEqual((await findSchedule(subject))?.nextAt, nextAt);
  });

  test('a removed rule is gone', async (subject) => {
    await subject.store.schedules.save([{ ...newRule(subject), nextAt: await inMs(subject, 0) }]);
    await subject.store.schedules.remove([subject.job, subject.name('unknown')]);
    await subject.store.schedules.remove([]);
    assert.equal(await findSchedule(subject), undefined);
    assert.deepEqual(await dueNames(subject), []);
  });

  test('the time of the store moves on', async (subject) => {
    const before = await subject.now();
    await subject.advance(50);
    assert.ok((await subject.now()) >= before + 50);
  });
});
