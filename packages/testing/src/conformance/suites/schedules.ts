import assert from 'node:assert/strict';
import type { ScheduleMove, ScheduleRule } from '@nightshift/core';
import { suite } from '../suite.js';
import { assertRefused, type Subject } from '../subject.js';

const MINUTE = 60_000;

export const schedulesSuite = suite('schedules', (test) => {
  test('a rule is there as it was saved', async (subject) => {
    const rule = newRule(subject, { input: { batchSize: 50, of: ['a'] } });
    const nextAt = await inMs(subject, MINUTE);
    await subject.store.schedules.save([{ ...rule, nextAt }]);
    assert.deepEqual(await find(subject, rule.name), { ...rule, nextAt, lastAt: null, lastRunId: null });
    await subject.store.schedules.save([]);
  });

  test('rules are listed by name', async (subject) => {
    const nextAt = await inMs(subject, MINUTE);
    const rules = ['c', 'a', 'b'].map((word) => ({ ...newRule(subject, { name: subject.name(word) }), nextAt }));
    await subject.store.schedules.save(rules);
    const names = (await subject.store.schedules.list()).map(({ name }) => name);
    const own = names.filter((name) => name.startsWith(subject.job));
    assert.deepEqual(
      own,
      ['a', 'b', 'c'].map((word) => subject.name(word)),
    );
  });

  test('an unchanged rule keeps its next occurrence, a changed one gets the new one', async (subject) => {
    const rule = newRule(subject, { input: { a: 1, b: 2 } });
    const [first, second] = [await inMs(subject, MINUTE), await inMs(subject, 2 * MINUTE)];
    await subject.store.schedules.save([{ ...rule, nextAt: first }]);
    await subject.store.schedules.save([{ ...rule, input: { b: 2, a: 1 }, nextAt: second }]);
    assert.deepEqual((await find(subject, rule.name))?.nextAt, first);
    const changes: Partial<ScheduleRule>[] = [
      { cron: '5 * * * *' },
      { timeZone: 'Europe/Berlin' },
      { input: { a: 2 } },
      { job: 'other' },
    ];
    for (const [index, change] of changes.entries()) {
      const nextAt = new Date(second.getTime() + index);
      await subject.store.schedules.save([{ ...rule, nextAt: first }]);
      await subject.store.schedules.save([{ ...rule, ...change, nextAt }]);
      const saved = await find(subject, rule.name);
      assert.deepEqual(saved, { ...rule, ...change, nextAt, lastAt: null, lastRunId: null });
    }
  });

  test('a rule is due when its time has come, the longest due first', async (subject) => {
    await forgetAll(subject);
    assert.deepEqual(await subject.store.schedules.due(10), { due: [], nextDueMs: null });
    const late = { ...newRule(subject, { name: subject.name('late') }), nextAt: await inMs(subject, 200) };
    const early = { ...newRule(subject, { name: subject.name('early') }), nextAt: await inMs(subject, 100) };
    const far = { ...newRule(subject, { name: subject.name('far') }), nextAt: await inMs(subject, MINUTE) };
    await subject.store.schedules.save([late, early, far]);
    await subject.advance(201);
    const { due, nextDueMs } = await subject.store.schedules.due(10);
    assert.deepEqual(
      due.map(({ name }) => name),
      [early.name, late.name],
    );
    assert.ok(nextDueMs !== null && nextDueMs > 0 && nextDueMs <= MINUTE - 201, `received ${nextDueMs}`);
    const one = await subject.store.schedules.due(1);
    assert.deepEqual(
      one.due.map(({ name }) => name),
      [early.name],
    );
  });

  test('a move enqueues the run and notes it', async (subject) => {
    const move = await dueMove(subject);
    assert.equal(await subject.store.schedules.advance(move), true);
    const schedule = await find(subject, move.name);
    assert.deepEqual([schedule?.nextAt, schedule?.lastAt, schedule?.lastRunId], [move.to, move.from, move.run.id]);
    const { state, trigger } = await subject.record(move.run.id);
    assert.deepEqual({ state, trigger }, { state: 'queued', trigger: 'schedule' });
  });

  test('a move from another occurrence, or of an unknown rule, enqueues nothing', async (subject) => {
    const move = await dueMove(subject);
    const elsewhere = { ...move, from: new Date(move.from.getTime() + 1) };
    assert.equal(await subject.store.schedules.advance(elsewhere), false);
    assert.equal(await subject.store.schedules.advance({ ...move, name: subject.name('unknown') }), false);
    assert.deepEqual(await subject.store.read.get([move.run.id]), []);
    assert.equal(await subject.store.schedules.advance(move), true);
    assert.equal(await subject.store.schedules.advance({ ...move, run: subject.newRun() }), false);
    assert.equal((await subject.store.read.list({ jobs: [subject.job] }, { limit: 10 })).runs.length, 1);
  });

  test('of many moves of one occurrence at once, one enqueues its run', async (subject) => {
    const move = await dueMove(subject);
    const moves = Array.from({ length: 12 }, () => ({ ...move, run: subject.newRun({ trigger: 'schedule' }) }));
    const moved = await subject.spread(moves, (store, own) => store.schedules.advance(own));
    const winners = moves.filter((_, index) => moved[index]).map(({ run }) => run.id);
    assert.equal(winners.length, 1);
    const { runs } = await subject.store.read.list({ jobs: [subject.job] }, { limit: 20 });
    assert.deepEqual(
      runs.map(({ id }) => id),
      winners,
    );
    assert.equal((await find(subject, move.name))?.lastRunId, winners[0]);
  });

  test('a move whose run is kept by its key goes on to the next occurrence', async (subject) => {
    const holder = await subject.add({ key: 'one' });
    const move = await dueMove(subject);
    assert.equal(await subject.store.schedules.advance({ ...move, run: subject.newRun({ key: 'one' }) }), true);
    const schedule = await find(subject, move.name);
    assert.deepEqual([schedule?.nextAt, schedule?.lastRunId], [move.to, holder]);
    assert.equal((await subject.store.read.list({ jobs: [subject.job] }, { limit: 10 })).runs.length, 1);
  });

  test('a move whose run cannot be added does not happen', async (subject) => {
    const move = await dueMove(subject);
    const known = await subject.add();
    await assertRefused(subject.store.schedules.advance({ ...move, run: subject.newRun({ id: known }) }));
    assert.deepEqual((await find(subject, move.name))?.nextAt, move.from);
  });

  test('a changed rule remembers its last run', async (subject) => {
    const move = await dueMove(subject);
    await subject.store.schedules.advance(move);
    await subject.store.schedules.save([
      { ...newRule(subject, { name: move.name, cron: '9 9 * * *' }), nextAt: move.to },
    ]);
    const schedule = await find(subject, move.name);
    assert.deepEqual([schedule?.lastAt, schedule?.lastRunId], [move.from, move.run.id]);
  });

  test('a removed rule is gone', async (subject) => {
    const move = await dueMove(subject);
    await subject.store.schedules.remove([move.name, subject.name('unknown')]);
    await subject.store.schedules.remove([]);
    assert.equal(await find(subject, move.name), undefined);
    assert.equal(await subject.store.schedules.advance(move), false);
  });

  test('the time of the store moves on', async (subject) => {
    const before = await subject.now();
    await subject.advance(50);
    assert.ok((await subject.now()) >= before + 50);
  });
});

function newRule(subject: Subject, changes: Partial<ScheduleRule> = {}): ScheduleRule {
  return { name: subject.job, job: subject.job, cron: '0 2 * * *', timeZone: 'UTC', input: {}, ...changes };
}

/** A schedule that is due, and the move to its next occurrence. */
async function dueMove(subject: Subject): Promise<ScheduleMove> {
  const from = await inMs(subject, 0);
  await subject.store.schedules.save([{ ...newRule(subject), nextAt: from }]);
  const to = new Date(from.getTime() + MINUTE);
  return { name: subject.job, from, to, run: subject.newRun({ trigger: 'schedule' }) };
}

async function inMs(subject: Subject, ms: number): Promise<Date> {
  return new Date((await subject.now()) + ms);
}

async function find(subject: Subject, name: string) {
  return (await subject.store.schedules.list()).find((schedule) => schedule.name === name);
}

async function forgetAll(subject: Subject): Promise<void> {
  await subject.store.schedules.remove((await subject.store.schedules.list()).map(({ name }) => name));
}
