import assert from 'node:assert/strict';
import type { DedupMode, Json, NewRun } from '@nightshift/core';
import { v7 } from 'uuid';
import { suite } from '../suite.js';
import { assertRefused, idsOf, type Subject } from '../subject.js';

const HOSTILE = [
  `'; DROP TABLE runs; --`,
  `"quoted" \\ back\\slash \`tick\` $1 $$ %s {0} :name ?`,
  'line\nfeed\r\nand\ttab',
  '🦉 ünïcödé 漢字 עברית \u202Eoverride\u202C',
  '__proto__',
  'constructor',
  ' leading and trailing ',
  'x'.repeat(200),
];

export const enqueueSuite = suite('enqueue', (test) => {
  test('a run is there as it was given', async (subject) => {
    const before = await subject.now();
    const run = subject.newRun({
      queue: 'mail',
      group: 'feed',
      input: { userId: 8, tags: ['a', 'b'], deep: { ok: true, none: null } },
      version: 4,
      priority: 7,
      maxAttempts: 5,
      key: 'user-8',
      dedup: 'replace',
      limitKey: 'tenant-3',
      flowId: v7(),
      trigger: 'cli',
      retryOf: v7(),
      scheduledFor: new Date(1_767_225_600_000),
      headers: { traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01', tenant: 'ünï' },
    });
    assert.deepEqual(await subject.store.enqueue([run]), [{ runId: run.id, outcome: 'created' }]);
    const { createdAt, runAt, ...record } = await subject.record(run.id);
    const { parents: _parents, ...facts } = run;
    assert.deepEqual(record, { ...facts, ...NOTHING_YET, state: 'queued' });
    assert.ok(createdAt.getTime() >= before && createdAt.getTime() <= (await subject.now()));
    assert.deepEqual(runAt, createdAt);
  });

  test('a run is born waiting, scheduled or queued', async (subject) => {
    const now = await subject.now();
    const parent = subject.newRun();
    const runs = [
      parent,
      subject.child([parent]),
      subject.newRun({ delayMs: 60_000 }),
      subject.newRun({ runAt: new Date(now + 60_000) }),
      subject.newRun({ delayMs: 0 }),
      subject.newRun({ delayMs: -5 }),
      subject.newRun({ runAt: new Date(now - 60_000) }),
    ];
    await subject.store.enqueue(runs);
    const expected = ['queued', 'waiting', 'scheduled', 'scheduled', 'queued', 'queued', 'queued'];
    assert.deepEqual(await subject.states(idsOf(runs)), expected);
  });

  test('a delay counts from the time of the store', async (subject) => {
    const before = await subject.now();
    const { runAt } = await subject.record(await subject.add({ delayMs: 60_000 }));
    assert.ok(runAt.getTime() >= before + 60_000 && runAt.getTime() <= (await subject.now()) + 60_000);
  });

  test('an empty list is no work', async (subject) => {
    assert.deepEqual(await subject.store.enqueue([]), []);
  });

  test('5,000 runs are added in one call, answered in order', async (subject) => {
    const runs = subject.newRuns(5_000);
    const answers = await subject.store.enqueue(runs);
    assert.deepEqual(
      answers.map(({ runId }) => runId),
      idsOf(runs),
    );
    assert.equal((await subject.store.read.counts({ jobs: [subject.job] })).queued, 5_000);
  });

  test('a list with one bad run adds none of it', async (subject) => {
    const known = await subject.add();
    const twin = subject.newRun();
    const bad: readonly (readonly NewRun[])[] = [
      [subject.newRun({ id: known })],
      [twin, twin],
      [subject.child([subject.newRun()])],
      [subject.newRun({ priority: Number.NaN })],
      [subject.newRun({ maxAttempts: 0 })],
      [subject.newRun({ version: 0 })],
      [subject.newRun({ dedup: 'unknown' as DedupMode })],
      [subject.newRun({ dedup: 'debounce', maxWaitMs: Number.POSITIVE_INFINITY })],
      [subject.newRun({ delayMs: Number.POSITIVE_INFINITY })],
      [subject.newRun({ runAt: new Date(Number.NaN) })],
      [subject.newRun({ runAt: new Date(0), delayMs: 1 })],
      [subject.newRun({ id: '' })],
    ];
    for (const runs of bad) {
      await assertRefused(subject.store.enqueue([subject.newRun(), ...runs, subject.newRun()]));
    }
    assert.equal((await subject.store.read.list({ jobs: [subject.job] }, { limit: 10 })).runs.length, 1);
  });

  test('hostile text is kept to the letter', async (subject) => {
    for (const text of HOSTILE) {
      const input: Json = { [text]: text, list: [text] };
      const texts = { queue: text, group: text, key: text, limitKey: text, headers: { [text]: text } };
      const run = subject.newRun({ job: subject.name(text), input, ...texts });
      await subject.store.enqueue([run]);
      const { job, queue, group, key, limitKey, headers, input: stored } = await subject.record(run.id);
      assert.deepEqual({ job, queue, group, key, limitKey, headers, input: stored }, { job: run.job, ...texts, input });
      const [claimed] = await subject.claim({ jobs: [run.job], queues: [text] });
      assert.equal(claimed?.id, run.id, `the job ${JSON.stringify(run.job)} was expected to be claimed`);
    }
  });

  test('what a database may not be able to hold is kept or refused, never changed', async (subject) => {
    for (const text of ['a\u0000b', 'lone \uD800 surrogate']) await assertKeptOrRefused(subject, { text });
  });

  test('a value of a megabyte is kept', async (subject) => {
    const input = { text: 'é'.repeat(1_000_000) };
    assert.deepEqual((await subject.record(await subject.add({ input }))).input, input);
  });

  test('numbers are kept exactly', async (subject) => {
    const input = [0, -1.5, 0.1, 1e21, 5e-324, Number.MAX_SAFE_INTEGER, Number.MAX_VALUE];
    assert.deepEqual((await subject.record(await subject.add({ input }))).input, input);
  });

  test('values are held to JSON', async (subject) => {
    const input = { at: new Date(0), gone: undefined } as unknown as Json;
    assert.deepEqual((await subject.record(await subject.add({ input }))).input, { at: '1970-01-01T00:00:00.000Z' });
  });

  test('a value is a copy on its way in and on its way out', async (subject) => {
    const input = { list: [1] };
    const id = await subject.add({ input });
    input.list.push(2);
    const read = (await subject.record(id)).input as { list: number[] };
    read.list.push(3);
    assert.deepEqual((await subject.record(id)).input, { list: [1] });
  });
});

const NOTHING_YET = {
  output: null,
  error: null,
  attempt: 0,
  attempts: [],
  spawnedBy: null,
  openChildren: 0,
  progress: null,
  checkpoint: null,
  cancel: null,
  worker: null,
  token: 0,
  leaseExpiresAt: null,
  startedAt: null,
  finishedAt: null,
};

async function assertKeptOrRefused(subject: Subject, input: Json): Promise<void> {
  const run = subject.newRun({ input });
  const outcome = await subject.store.enqueue([run]).then(
    () => 'kept',
    (error: unknown) => (error as { readonly code?: string }).code,
  );
  if (outcome === 'kept') assert.deepEqual((await subject.record(run.id)).input, input);
  else {
    assert.ok(
      outcome === 'INVALID_INPUT' || outcome === 'INVALID_OPTION',
      `expected a clear refusal, received ${String(outcome)}`,
    );
    assert.deepEqual(await subject.store.read.get([run.id]), []);
  }
}
