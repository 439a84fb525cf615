import assert from 'node:assert/strict';
import { dueMove, findSchedule, newRule } from '../rules.js';
import { suite } from '../suite.js';
import { idsOf, leaseOf, LONG_MS, REASON, SHORT_MS, type Subject, succeeded } from '../subject.js';

export const crashSuite = suite('crash', (test) => {
  test.needs('reopen', 'what was answered is still there', async (subject) => {
    const finished = await subject.running({ key: 'done' });
    await subject.store.settle([succeeded(finished, { output: { rows: 3 } })]);
    const running = await subject.running();
    await subject.store.checkpoint(leaseOf(running), { cursor: 7 });
    const logs = [{ at: new Date(0), level: 'info', message: 'before' }] as const;
    await subject.store.report([{ lease: leaseOf(running), progress: { done: 7 }, logs }]);
    await subject.store.cancel([running.id], REASON);
    const queued = await subject.add({ key: 'held', priority: 3 });
    const scheduled = await subject.add({ delayMs: 60_000 });
    await subject.store.state.set(subject.job, { since: 1 });
    const ids = [finished.id, running.id, queued, scheduled];
    const before = await subject.store.read.get(ids);
    await subject.crash();
    const after = await subject.store.read.get(ids);
    assert.deepEqual(after.map(withoutLease), before.map(withoutLease));
    assert.equal((await subject.store.read.logs(running.id, { after: 0, limit: 10 })).length, 1);
    assert.deepEqual(await subject.store.state.get(subject.job), { since: 1 });
    const answers = await subject.store.enqueue([subject.newRun({ key: 'held' })]);
    assert.deepEqual(answers, [{ runId: queued, outcome: 'kept' }]);
    assert.deepEqual(idsOf(await subject.claim()), [queued]);
  });

  test.needs(
    'reopen',
    'a run that was being worked on starts again from its checkpoint, without a spent attempt',
    async (subject) => {
      const run = await subject.running({}, { leaseMs: SHORT_MS });
      await subject.store.checkpoint(leaseOf(run), { cursor: 7 });
      await subject.crash();
      await subject.advance(SHORT_MS + 1);
      const [reaped] = await subject.reap();
      assert.ok(reaped && reaped.token > run.token);
      assert.deepEqual([reaped.id, reaped.attempt, reaped.checkpoint], [run.id, 1, { cursor: 7 }]);
      assert.deepEqual(await subject.store.settle([succeeded(run)]), [{ held: false }]);
    },
  );

  test.needs(
    'reopen',
    'leases of an exclusive store end with it; those of a shared store belong to workers that may live',
    async (subject) => {
      const run = await subject.running({}, { leaseMs: LONG_MS });
      await subject.crash();
      const reaped = idsOf(await subject.reap());
      if (subject.store.exclusive) assert.deepEqual(reaped, [run.id]);
      else {
        assert.deepEqual(reaped, []);
        await subject.succeed(run);
      }
    },
  );

  test.needs('reopen', 'dependents are released after it as before', async (subject) => {
    const [first, second] = [subject.newRun(), subject.newRun()];
    const child = subject.child([first, second]);
    await subject.store.enqueue([first, second, child]);
    await subject.succeed(await subject.claimRun(first.id));
    await subject.crash();
    assert.equal(await subject.state(child.id), 'waiting');
    await subject.succeed(await subject.claimRun(second.id));
    assert.equal(await subject.state(child.id), 'queued');
  });

  test.needs('reopen', 'schedules go on where they were', async (subject) => {
    const move = await dueMove(subject);
    await subject.store.schedules.advance(move);
    await subject.crash();
    await subject.store.schedules.save([{ ...newRule(subject), nextAt: move.from }]);
    const schedule = await findSchedule(subject);
    assert.deepEqual([schedule?.nextAt, schedule?.lastAt], [move.to, move.from]);
    assert.equal(await subject.store.schedules.advance({ ...move, runs: subject.newRuns(1) }), false);
  });
});

type Stored = Awaited<ReturnType<Subject['record']>>;

/** An exclusive store expires the leases that it finds. */
function withoutLease({ leaseExpiresAt: _leaseExpiresAt, ...run }: Stored): Omit<Stored, 'leaseExpiresAt'> {
  return run;
}
