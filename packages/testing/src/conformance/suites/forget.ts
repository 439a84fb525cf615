import assert from 'node:assert/strict';
import { idsOf, leaseOf, type Subject } from '../subject.js';
import { suite } from '../suite.js';

export const forgetSuite = suite('forget', (test) => {
  test.needs('forget', 'finished runs are deleted, whatever their age and state, and no others', async (subject) => {
    const [good, bad, neighbour] = [await subject.running(), await subject.running(), await subject.running()];
    await subject.succeed(good, neighbour);
    await subject.fail(bad);
    assert.deepEqual(await forget(subject, [good.id, bad.id]), [true, true]);
    assert.deepEqual(await existing(subject, idsOf([good, bad, neighbour])), [neighbour.id]);
    assert.deepEqual(await forget(subject, [good.id]), [false], 'it is gone already');
  });

  test.needs('forget', 'an unfinished run stays', async (subject) => {
    const parent = subject.newRun();
    const child = subject.child([parent]);
    const later = subject.newRun({ delayMs: 60_000 });
    await subject.store.enqueue([parent, child, later]);
    const running = await subject.claimRun(parent.id);
    const ids = idsOf([running, child, later]);
    assert.deepEqual(await forget(subject, ids), [false, false, false]);
    assert.deepEqual(await existing(subject, ids), ids);
  });

  test.needs('forget', 'the results stay that an unfinished run may ask for', async (subject) => {
    const parent = subject.newRun();
    const child = subject.child([parent]);
    await subject.store.enqueue([parent, child]);
    await subject.succeed(await subject.claimRun(parent.id));
    assert.deepEqual(await forget(subject, [parent.id]), [false]);
    const claimed = await subject.claimRun(child.id);
    const spawned = subject.newRuns(2);
    await subject.store.spawn(leaseOf(claimed), spawned);
    const [first = '', second = ''] = idsOf(spawned);
    await subject.succeed(await subject.claimRun(first));
    assert.deepEqual(await forget(subject, [parent.id, first, second]), [false, false, false]);
    await subject.succeed(await subject.claimRun(second));
    await subject.succeed(claimed);
    assert.deepEqual(await forget(subject, [parent.id, child.id, first, second]), [true, true, true, true]);
  });

  test.needs('forget', 'nothing is left of a deleted run, and its key is free', async (subject) => {
    const flowId = '01890000-0000-7000-8000-0000000000f0';
    const run = await subject.running({ key: 'k', flowId });
    const logs = [{ at: new Date(0), level: 'info', message: 'gone' }] as const;
    await subject.store.report([{ lease: leaseOf(run), logs }]);
    await subject.succeed(run);
    assert.deepEqual(await forget(subject, [run.id]), [true]);
    assert.deepEqual(await subject.store.read.logs(run.id, { after: 0, limit: 10 }), []);
    assert.deepEqual(await subject.store.read.flow(flowId), []);
    assert.deepEqual((await subject.store.read.list({ jobs: [subject.job] }, { limit: 10 })).runs, []);
    assert.deepEqual((await subject.store.read.counts({ jobs: [subject.job] })).success, 0);
    const [again] = await subject.store.enqueue([subject.newRun({ key: 'k' })]);
    assert.equal(again?.outcome, 'created');
  });

  test.needs('forget', 'ids that are none, unknown or given twice delete nothing more', async (subject) => {
    const run = await subject.running();
    await subject.succeed(run);
    const answers = await forget(subject, [
      '',
      "'; drop table run; --",
      '01999999-0000-7000-8000-000000000000',
      run.id,
    ]);
    assert.deepEqual(answers, [false, false, false, true]);
    assert.deepEqual(await forget(subject, []), []);
  });
});

async function forget({ store }: Subject, runIds: readonly string[]): Promise<boolean[] | undefined> {
  return store.forget?.(runIds);
}

async function existing(subject: Subject, ids: readonly string[]): Promise<string[]> {
  return idsOf(await subject.store.read.get(ids));
}
