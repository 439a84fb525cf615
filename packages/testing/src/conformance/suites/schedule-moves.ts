import assert from 'node:assert/strict';
import { dueMove, findSchedule, MINUTE, newRule } from '../rules.js';
import { suite } from '../suite.js';
import { assertRefused, idsOf, type Subject } from '../subject.js';

export const scheduleMovesSuite = suite('schedule-moves', (test) => {
  test('a move enqueues the run and notes it', async (subject) => {
    const move = await dueMove(subject);
    assert.equal(await subject.store.schedules.advance(move), true);
    const schedule = await findSchedule(subject);
    const [run] = move.runs;
    assert.deepEqual([schedule?.nextAt, schedule?.lastAt, schedule?.lastRunId], [move.to, move.from, run?.id]);
    const { state, trigger, scheduledFor } = await subject.record(run?.id ?? '');
    assert.deepEqual(
      { state, trigger, scheduledFor },
      { state: 'queued', trigger: 'schedule', scheduledFor: move.from },
    );
  });

  test('a move enqueues as many runs as it has, in their order', async (subject) => {
    const move = await dueMove(subject);
    const runs = subject.newRuns(3, { trigger: 'schedule' });
    const lastAt = new Date(move.from.getTime() + 1_000);
    assert.equal(await subject.store.schedules.advance({ ...move, runs, lastAt }), true);
    assert.deepEqual(await subject.states(idsOf(runs)), ['queued', 'queued', 'queued']);
    const schedule = await findSchedule(subject);
    assert.deepEqual([schedule?.lastAt, schedule?.lastRunId], [lastAt, runs.at(-1)?.id]);
    assert.deepEqual(idsOf(await subject.claim()), idsOf(runs));
  });

  test('a move without runs goes on, and keeps what is known of the last run', async (subject) => {
    const move = await dueMove(subject);
    await subject.store.schedules.advance(move);
    const further = { ...move, from: move.to, to: new Date(move.to.getTime() + MINUTE), lastAt: move.to, runs: [] };
    assert.equal(await subject.store.schedules.advance(further), true);
    const schedule = await findSchedule(subject);
    assert.deepEqual(
      [schedule?.nextAt, schedule?.lastAt, schedule?.lastRunId],
      [further.to, move.from, move.runs[0]?.id],
    );
    assert.equal((await runsOf(subject)).length, 1);
  });

  test('a move from another occurrence, or of an unknown rule, enqueues nothing', async (subject) => {
    const move = await dueMove(subject);
    const elsewhere = { ...move, from: new Date(move.from.getTime() + 1) };
    assert.equal(await subject.store.schedules.advance(elsewhere), false);
    assert.equal(await subject.store.schedules.advance({ ...move, name: subject.name('unknown') }), false);
    assert.deepEqual(await runsOf(subject), []);
    assert.equal(await subject.store.schedules.advance(move), true);
    assert.equal(await subject.store.schedules.advance({ ...move, runs: [subject.newRun()] }), false);
    assert.deepEqual(await runsOf(subject), idsOf(move.runs));
  });

  test('a move that was worked out from another expression or time zone enqueues nothing', async (subject) => {
    for (const change of [{ cron: '0 14 * * *' }, { timeZone: 'Asia/Tokyo' }]) {
      const move = await dueMove(subject);
      // The rule changes while a process is about to move it, and its next occurrence happens to be the same.
      await subject.store.schedules.save([{ ...newRule(subject, change), nextAt: move.from }]);
      assert.equal(await subject.store.schedules.advance(move), false);
      assert.deepEqual((await findSchedule(subject))?.nextAt, move.from);
    }
    assert.deepEqual(await runsOf(subject), []);
  });

  test('a move of a schedule that was paused or removed meanwhile enqueues nothing', async (subject) => {
    const move = await dueMove(subject);
    await subject.store.schedules.pause(subject.job, 'ada');
    assert.equal(await subject.store.schedules.advance(move), false);
    await subject.store.schedules.remove([subject.job]);
    assert.equal(await subject.store.schedules.advance(move), false);
    assert.deepEqual(await runsOf(subject), []);
  });

  test('of many moves of one occurrence at once, one enqueues its runs', async (subject) => {
    const move = await dueMove(subject);
    const moves = Array.from({ length: 12 }, () => ({ ...move, runs: subject.newRuns(2, { trigger: 'schedule' }) }));
    const moved = await subject.spread(moves, (store, own) => store.schedules.advance(own));
    const winners = moves.filter((_, index) => moved[index]).map(({ runs }) => idsOf(runs));
    assert.equal(winners.length, 1);
    assert.deepEqual((await runsOf(subject)).sort(), winners[0]);
    assert.equal((await findSchedule(subject))?.lastRunId, winners[0]?.at(-1));
  });

  test('a run that exists is that of its occurrence, finished or not: the move goes on without a second one', async (subject) => {
    for (const end of ['unfinished', 'finished']) {
      const move = await dueMove(subject.scoped(end));
      const known = await subject.running({ id: move.runs[0]?.id ?? '' });
      if (end === 'finished') await subject.succeed(known);
      const fresh = subject.newRun({ trigger: 'schedule' });
      assert.equal(await subject.store.schedules.advance({ ...move, runs: [fresh, ...move.runs] }), true);
      assert.deepEqual(await subject.states([known.id, fresh.id]), [
        end === 'finished' ? 'success' : 'running',
        'queued',
      ]);
      const schedule = await findSchedule(subject, move.name);
      assert.deepEqual([schedule?.nextAt, schedule?.lastRunId], [move.to, known.id]);
    }
  });

  test('a move whose run is kept by its key goes on to the next occurrence', async (subject) => {
    const holder = await subject.add({ key: 'one' });
    const move = await dueMove(subject);
    assert.equal(await subject.store.schedules.advance({ ...move, runs: [subject.newRun({ key: 'one' })] }), true);
    const schedule = await findSchedule(subject);
    assert.deepEqual([schedule?.nextAt, schedule?.lastRunId], [move.to, holder]);
    assert.deepEqual(await runsOf(subject), [holder]);
  });

  test('a move with one run that cannot be added does not happen', async (subject) => {
    const move = await dueMove(subject);
    const runs = [...move.runs, subject.newRun({ queue: '' })];
    await assertRefused(subject.store.schedules.advance({ ...move, runs }));
    assert.deepEqual((await findSchedule(subject))?.nextAt, move.from);
    assert.deepEqual(await runsOf(subject), []);
  });

  test('a changed rule remembers its last run', async (subject) => {
    const move = await dueMove(subject);
    await subject.store.schedules.advance(move);
    await subject.store.schedules.save([{ ...newRule(subject, { cron: '9 9 * * *' }), nextAt: move.to }]);
    const schedule = await findSchedule(subject);
    assert.deepEqual([schedule?.lastAt, schedule?.lastRunId], [move.from, move.runs[0]?.id]);
  });
});

async function runsOf(subject: Subject): Promise<string[]> {
  const { runs } = await subject.store.read.list({ jobs: [subject.job] }, { limit: 50 });
  return idsOf(runs);
}
