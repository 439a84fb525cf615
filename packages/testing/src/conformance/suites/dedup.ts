import assert from 'node:assert/strict';
import type { DedupMode, EnqueueAnswer, NewRun } from '@nightshift/core';
import { suite } from '../suite.js';
import { assertRefused, idsOf, leaseOf, LONG_MS, released, type Subject } from '../subject.js';

const key = 'user-8';
const MODES: readonly DedupMode[] = ['keep', 'replace', 'debounce', 'latest'];
const CHANGING = ['replace', 'debounce', 'latest'] as const;
const OUTCOME = { keep: 'kept', replace: 'replaced', debounce: 'debounced', latest: 'replaced' } as const;

export const dedupSuite = suite('dedup', (test) => {
  test('the answer names the run that holds the key, and what was done with it', async (subject) => {
    for (const dedup of MODES) {
      const holder = subject.newRun({ key: dedup, dedup });
      assert.deepEqual(await subject.store.enqueue([holder]), [{ runId: holder.id, outcome: 'created' }]);
      assert.deepEqual(await again(subject, { key: dedup, dedup }), { runId: holder.id, outcome: OUTCOME[dedup] });
    }
    assert.equal((await subject.store.read.list({ jobs: [subject.job] }, { limit: 10 })).runs.length, MODES.length);
  });

  test('a key that is kept changes nothing about the run that holds it', async (subject) => {
    const holder = await subject.add({ key, input: { n: 1 } });
    const before = await subject.record(holder);
    await again(subject, { key, input: { n: 2 }, priority: 9, delayMs: 60_000 });
    assert.deepEqual(await subject.record(holder), before);
  });

  test('a changed run has the input and the options of the new one, and stays the run that it was', async (subject) => {
    for (const dedup of CHANGING) {
      const holder = await subject.add({ key: dedup, dedup, input: { n: 1 }, limitKey: 'a', headers: { trace: '1' } });
      const before = await subject.record(holder);
      const changes = { input: { n: 2 }, version: 3, priority: 9, maxAttempts: 7, limitKey: 'b', headers: null };
      const others = { queue: 'other', group: 'other', trigger: 'cli' } as const;
      await again(subject, { key: dedup, dedup, ...changes, ...others });
      const { runAt, ...after } = await subject.record(holder);
      assert.deepEqual(after, { ...withoutRunAt(before), ...changes });
      assert.ok(runAt.getTime() >= before.runAt.getTime() && runAt.getTime() <= (await subject.now()));
    }
  });

  test('the mode of the new run counts, whatever the mode of the one that waits', async (subject) => {
    for (const held of MODES) {
      for (const dedup of MODES) {
        const name = `${held} then ${dedup}`;
        const holder = await subject.add({ key: name, dedup: held });
        assert.deepEqual(await again(subject, { key: name, dedup }), { runId: holder, outcome: OUTCOME[dedup] }, name);
      }
    }
  });

  test('a changed run is due when the new one is: later, or at once', async (subject) => {
    for (const dedup of CHANGING) {
      const holder = await subject.add({ key: dedup, dedup });
      const before = await subject.now();
      await again(subject, { key: dedup, dedup, delayMs: 60_000 });
      const { state, runAt } = await subject.record(holder);
      assert.equal(state, 'scheduled', `${dedup}: a run that is due later is not queued`);
      assert.ok(runAt.getTime() >= before + 60_000 && runAt.getTime() <= (await subject.now()) + 60_000);
      assert.deepEqual(await subject.claim(), []);
      await again(subject, { key: dedup, dedup });
      assert.equal(await subject.state(holder), 'queued', `${dedup}: a run that is due is queued`);
      await subject.succeed(await subject.claimRun(holder));
    }
  });

  test('a run that waits in the queue gets the place of its new priority', async (subject) => {
    for (const dedup of CHANGING) {
      const first = await subject.add({ priority: 1 });
      const holder = await subject.add({ key: dedup, dedup, priority: 2 });
      await again(subject, { key: dedup, dedup, priority: 0 });
      assert.deepEqual(idsOf(await subject.claim({ limit: 1 })), [first]);
      const last = await subject.add({ priority: 3 });
      await again(subject, { key: dedup, dedup, priority: 4 });
      assert.deepEqual(idsOf(await subject.claim({ limit: 1 })), [holder]);
      assert.deepEqual(idsOf(await subject.claim()), [last]);
    }
  });

  test('a keep run that executes holds its key, and is changed by nobody', async (subject) => {
    const run = await subject.running({ key, input: { n: 1 } });
    for (const dedup of MODES) {
      const answer = await again(subject, { key, dedup, input: { n: 2 }, priority: 5 });
      assert.deepEqual(answer, { runId: run.id, outcome: 'kept' }, dedup);
    }
    assert.deepEqual(await subject.record(run.id), run);
  });

  test('a keep run that has begun is changed by nobody between its attempts: its checkpoint belongs to its input', async (subject) => {
    const run = await subject.running({ key, input: { n: 1 } });
    await subject.store.checkpoint(leaseOf(run), { cursor: 5 });
    await subject.store.release([released(run, { spend: false })]);
    const before = await subject.record(run.id);
    for (const dedup of MODES) {
      assert.deepEqual(
        await again(subject, { key, dedup, input: { n: 2 } }),
        { runId: run.id, outcome: 'kept' },
        dedup,
      );
    }
    assert.deepEqual(await subject.record(run.id), before);
  });

  test('a run of mode replace or debounce frees its key when it starts, and goes on as it was', async (subject) => {
    for (const dedup of ['replace', 'debounce'] as const) {
      const run = await subject.running({ key: dedup, dedup, input: { n: 1 } });
      const next = subject.newRun({ key: dedup, dedup, input: { n: 2 } });
      assert.deepEqual(await subject.store.enqueue([next]), [{ runId: next.id, outcome: 'created' }]);
      assert.deepEqual(await subject.record(run.id), run);
      const answer = await again(subject, { key: dedup, dedup, input: { n: 3 } });
      assert.deepEqual(answer, { runId: next.id, outcome: OUTCOME[dedup] });
      assert.deepEqual((await subject.claimRun(next.id)).input, { n: 3 });
      assert.deepEqual(await subject.record(run.id), run);
    }
  });

  test('one that has started is no holder again when it is given back, and does not collide with the next', async (subject) => {
    for (const dedup of ['replace', 'debounce'] as const) {
      const run = await subject.running({ key: dedup, dedup, input: { n: 1 } });
      const next = await subject.add({ key: dedup, dedup, input: { n: 2 } });
      await subject.store.release([released(run, { spend: false })]);
      const answer = await again(subject, { key: dedup, dedup, input: { n: 3 } });
      assert.deepEqual(answer, { runId: next, outcome: OUTCOME[dedup] });
      const inputs = (await subject.claim()).map(({ id, input }) => [id, input]);
      const expected = [
        [run.id, { n: 1 }],
        [next, { n: 3 }],
      ];
      assert.deepEqual(inputs.sort(), expected.sort());
    }
  });

  test('a key that one list names several times is answered in order, and the last one counts', async (subject) => {
    for (const dedup of MODES) {
      const runs = [1, 2, 3].map((n) => subject.newRun({ key: dedup, dedup, input: { n }, priority: n }));
      const [first = ''] = idsOf(runs);
      const outcomes = ['created', OUTCOME[dedup], OUTCOME[dedup]];
      assert.deepEqual(
        await subject.store.enqueue(runs),
        outcomes.map((outcome) => ({ runId: first, outcome })),
      );
      const n = dedup === 'keep' ? 1 : 3;
      const { input, priority } = await subject.record(first);
      assert.deepEqual({ input, priority }, { input: { n }, priority: n }, dedup);
    }
  });

  test('answers keep the order of the list, whatever the modes', async (subject) => {
    const held = await subject.running({ key: 'held' });
    const waiting = await subject.add({ key: 'waiting', dedup: 'replace' });
    const runs = [
      subject.newRun({ key: 'waiting', dedup: 'debounce' }),
      subject.newRun(),
      subject.newRun({ key: 'held', dedup: 'replace' }),
      subject.newRun({ key: 'new', dedup: 'latest' }),
      subject.newRun({ key: 'waiting', dedup: 'latest' }),
    ];
    assert.deepEqual(await subject.store.enqueue(runs), [
      { runId: waiting, outcome: 'debounced' },
      { runId: runs[1]?.id, outcome: 'created' },
      { runId: held.id, outcome: 'kept' },
      { runId: runs[3]?.id, outcome: 'created' },
      { runId: waiting, outcome: 'replaced' },
    ]);
  });

  test('a list with one bad run changes no run that holds a key', async (subject) => {
    const known = await subject.add();
    const holders = await Promise.all(CHANGING.map((dedup) => subject.add({ key: dedup, dedup })));
    const before = await subject.store.read.get(holders);
    const bad = [{ id: known }, { version: 0 }, { version: 1.5 }, { maxWaitMs: Number.NaN }];
    for (const each of bad) {
      const changes = CHANGING.map((dedup) => subject.newRun({ key: dedup, dedup, input: 'changed', priority: 3 }));
      await assertRefused(subject.store.enqueue([...changes, subject.newRun({ ...each, dedup: 'debounce' })]));
    }
    assert.deepEqual(await subject.store.read.get(holders), before);
  });

  test('of many enqueues of one key at once, one adds its run and the others find it', async (subject) => {
    for (const dedup of MODES) {
      const answers = await manyAtOnce(subject, subject.newRuns(20, { key: dedup, dedup }));
      const created = answers.filter(({ outcome }) => outcome === 'created');
      assert.equal(created.length, 1, `${dedup}: exactly one was expected to be created`);
      assert.equal(answers.filter(({ outcome }) => outcome === OUTCOME[dedup]).length, 19, dedup);
      assert.equal(new Set(answers.map(({ runId }) => runId)).size, 1, dedup);
    }
  });

  test('of many enqueues of one key in any modes at once, one adds its run', async (subject) => {
    for (let round = 0; round < 5; round += 1) {
      const runs = MODES.flatMap((dedup) => subject.newRuns(5, { key: `round-${round}`, dedup }));
      const answers = await manyAtOnce(subject, runs);
      assert.equal(answers.filter(({ outcome }) => outcome === 'created').length, 1);
      assert.equal(new Set(answers.map(({ runId }) => runId)).size, 1);
    }
  });

  test('of an enqueue and a claim at once, a run is changed before it starts or not at all', async (subject) => {
    const [first, second] = await subject.pair();
    for (const dedup of CHANGING) {
      for (let round = 0; round < 10; round += 1) {
        const holder = await subject.add({ key, dedup, input: 'old' });
        const next = subject.newRun({ key, dedup, input: 'new' });
        const request = { worker: 'w', jobs: [subject.job], only: { runIds: [holder] }, limit: 1, leaseMs: LONG_MS };
        const [[answer], claimed] = await Promise.all([first.enqueue([next]), second.claim(request)]);
        const input = answer?.outcome === 'created' ? 'old' : 'new';
        assert.equal(answer?.runId, input === 'old' ? next.id : holder);
        assert.equal((await subject.record(holder)).input, input);
        if (input === 'old') assert.deepEqual(idsOf(claimed), [holder]);
        for (const run of claimed) assert.equal(run.input, input, 'what was claimed is what is stored');
        await subject.clear();
      }
    }
  });

  test.needs('transactions', 'a change that is rolled back leaves the run as it was', async (subject) => {
    for (const dedup of CHANGING) {
      const holder = await subject.add({ key: dedup, dedup });
      const before = await subject.record(holder);
      await subject.rolledBack(async (tx) => {
        const next = subject.newRun({ key: dedup, dedup, input: 'changed', priority: 3, delayMs: 1_000 });
        assert.deepEqual(await subject.store.enqueue([next], { tx }), [{ runId: holder, outcome: OUTCOME[dedup] }]);
      });
      assert.deepEqual(await subject.record(holder), before);
    }
  });
});

async function again(subject: Subject, changes: Partial<NewRun>): Promise<EnqueueAnswer | undefined> {
  const run = subject.newRun(changes);
  const [answer] = await subject.store.enqueue([run]);
  assert.deepEqual(await subject.store.read.get([run.id]), [], 'a run whose key is held was expected not to be added');
  return answer;
}

async function manyAtOnce(subject: Subject, runs: readonly NewRun[]): Promise<EnqueueAnswer[]> {
  return (await subject.spread(runs, (store, run) => store.enqueue([run]))).flat();
}

function withoutRunAt<T extends { readonly runAt: Date }>({ runAt: _runAt, ...run }: T): Omit<T, 'runAt'> {
  return run;
}
