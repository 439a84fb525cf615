import assert from 'node:assert/strict';
import type { NewRun } from '@nightshift/core';
import {
  assertHeld,
  assertRefused,
  failed,
  idsOf,
  leaseOf,
  LONG_MS,
  REASON,
  succeeded,
  type Subject,
} from '../subject.js';
import { suite } from '../suite.js';
import { HOSTILE } from '../world.js';

const NUL = '\u0000';
const HALF = '\ud800';
const TEXT = `a${NUL}b${HALF}c`;
const HOSTILE_NAMES = [TEXT, NUL, HALF, 'n'.repeat(10_000), '漢'.repeat(3_000)];
const NAMES = ['job', 'queue', 'group', 'key', 'limitKey', 'flowId'] as const;

export const hostileSuite = suite('hostile', (test) => {
  test('documents come back as they were given, keys of prototypes, NUL and half surrogate pairs included', async (subject) => {
    const headers = { [TEXT]: TEXT, ...(JSON.parse('{"__proto__":"x","constructor":"y"}') as Record<string, string>) };
    const run = await subject.running({ input: HOSTILE, headers });
    await subject.store.checkpoint(leaseOf(run), HOSTILE);
    await subject.store.report([{ lease: leaseOf(run), progress: { done: 1, phase: TEXT } }]);
    const error = { code: 'HANDLER_ERROR', name: TEXT, message: TEXT, stack: TEXT, causes: [TEXT] };
    assertHeld(
      await subject.store.settle([failed(run, { output: HOSTILE, error, attempt: { outcome: 'failed', error } })]),
    );
    await subject.store.state.set(subject.job, HOSTILE);
    const record = await subject.record(run.id);
    const { input, output, checkpoint } = record;
    for (const document of [input, output, checkpoint, await subject.store.state.get(subject.job)]) {
      assert.equal(JSON.stringify(document), JSON.stringify(HOSTILE));
    }
    assert.equal(JSON.stringify(record.headers), JSON.stringify(headers));
    assert.deepEqual([record.error, record.attempts[0]?.error, record.progress?.phase], [error, error, TEXT]);
    assert.equal(({} as { x?: unknown }).x, undefined, 'a prototype was polluted');
  });

  test('a spawned and a scheduled run have hostile headers as any other', async (subject) => {
    const parent = await subject.running();
    const child = subject.newRun({ headers: { trace: TEXT }, input: HOSTILE });
    await subject.store.spawn(leaseOf(parent), [child]);
    assert.deepEqual((await subject.record(child.id)).headers, { trace: TEXT });
  });

  test('a reason to cancel is a document', async (subject) => {
    const id = await subject.add();
    const reason = { code: 'requested', by: TEXT, message: TEXT } as const;
    await subject.store.cancel([id], reason);
    assert.deepEqual((await subject.record(id)).cancel, reason);
  });

  test('a log line is stored, with what the store has no text for made readable', async (subject) => {
    const run = await subject.running();
    const logs = [{ at: new Date(0), level: 'info', message: TEXT, fields: { [TEXT]: TEXT } }] as const;
    assertHeld(await subject.store.report([{ lease: leaseOf(run), logs }]));
    const [line] = await subject.store.read.logs(run.id, { after: 0, limit: 1 });
    assert.ok([TEXT, 'a\u2400b\ufffdc'].includes(line?.message ?? ''), JSON.stringify(line?.message));
    assert.deepEqual(line?.fields, { [TEXT]: TEXT });
  });

  for (const field of NAMES) {
    test(`a hostile ${field} is stored and found as it is, or refused with the whole list`, async (subject) => {
      for (const name of HOSTILE_NAMES) await storedOrRefused(subject, field, name);
    });
  }

  test('what nothing is called is not found, and asking for it is no error', async (subject) => {
    const store = await subject.fresh();
    const { read, limits, schedules, state } = store;
    for (const name of [...HOSTILE_NAMES, '__proto__', 'constructor']) {
      const filters = [{ key: name }, { limitKey: name }, { flowId: name }, { jobs: [name] }, { queues: [name] }];
      for (const filter of filters) assert.deepEqual((await read.list(filter, { limit: 1 })).runs, []);
      assert.deepEqual(await read.flow(name), []);
      assert.deepEqual(await read.get([name]), []);
      assert.equal(await state.get(name), null);
      assert.equal(await limits.resume({ queue: name }), false);
      assert.equal(await schedules.pause(name, 'ada'), false);
      await schedules.remove([name]);
      assert.deepEqual(await store.claim({ worker: 'w', jobs: [name], limit: 1, leaseMs: LONG_MS }), []);
    }
  });

  test('a worker may have any id that it likes', async (subject) => {
    const run = await subject.running({}, { worker: TEXT });
    await subject.succeed(run);
    const [attempt] = (await subject.record(run.id)).attempts;
    assert.ok([TEXT, 'a\u2400b\ufffdc'].includes(attempt?.worker ?? ''), JSON.stringify(attempt?.worker));
    await subject.store.workers.beat(subject.newWorker(TEXT, { host: TEXT, version: TEXT, runs: [TEXT] }), LONG_MS);
    const seen = (await subject.store.workers.live()).filter(({ jobs }) => jobs.includes(subject.job));
    assert.equal(seen.length, 1);
    await subject.store.workers.leave(TEXT);
    assert.deepEqual(
      (await subject.store.workers.live()).filter(({ jobs }) => jobs.includes(subject.job)),
      [],
    );
  });

  test('ten megabytes go in and come out', async (subject) => {
    const text = 'ü'.repeat(5_000_000);
    const run = await subject.running({ input: { text } });
    assert.deepEqual(run.input, { text });
    assertHeld(await subject.store.settle([succeeded(run, { output: text })]));
    assert.equal((await subject.record(run.id)).output, text);
  });

  test('delays and moments that cannot be are refused, and the farthest that can be are kept', async (subject) => {
    const bad = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e300, 8.64e15];
    for (const delayMs of bad) await assertRefused(subject.store.enqueue([subject.newRun({ delayMs })]));
    for (const runAt of [new Date(Number.NaN), new Date(2 ** 53)]) {
      await assertRefused(subject.store.enqueue([subject.newRun({ runAt })]));
    }
    const far = await subject.add({ runAt: new Date(8.64e15) });
    assert.deepEqual([await subject.state(far), (await subject.record(far)).runAt.getTime()], ['scheduled', 8.64e15]);
    assert.equal(await subject.state(await subject.add({ runAt: new Date(-8.64e15) })), 'queued');
    assert.equal(await subject.state(await subject.add({ delayMs: -1e15 })), 'queued');
    assert.equal(await subject.state(await subject.add({ delayMs: 4.32e15 })), 'scheduled');
  });

  test('priorities, attempts and versions out of range are refused', async (subject) => {
    const out = [Number.NaN, Number.POSITIVE_INFINITY, 0.5, 2 ** 31, -(2 ** 32)];
    for (const number of out) {
      await assertRefused(subject.store.enqueue([subject.newRun({ priority: number })]));
      await assertRefused(subject.store.enqueue([subject.newRun({ maxAttempts: number })]));
      await assertRefused(subject.store.enqueue([subject.newRun({ version: number })]));
    }
    assert.deepEqual(await subject.claim(), []);
  });

  test('lists of nothing do nothing', async (subject) => {
    const { store } = subject;
    assert.deepEqual(await store.enqueue([]), []);
    assert.deepEqual(await store.settle([]), []);
    assert.deepEqual(await store.release([]), []);
    assert.deepEqual(await store.extend([], LONG_MS), []);
    assert.deepEqual(await store.report([]), []);
    assert.deepEqual(await store.cancel([], REASON), []);
    assert.deepEqual(await store.cancelRequests([]), []);
    assert.deepEqual(await store.read.get([]), []);
    assert.deepEqual(await subject.claim({ jobs: [] }), []);
    assert.deepEqual(await subject.claim({ queues: [] }), []);
    assert.deepEqual(await subject.claim({ only: { runIds: [] } }), []);
    assert.deepEqual((await store.read.list({ states: [] }, { limit: 1 })).runs, []);
    await store.schedules.save([]);
    await store.schedules.remove([]);
  });

  test('an id that is given twice counts once', async (subject) => {
    const run = subject.newRun();
    await assertRefused(subject.store.enqueue([run, run]));
    const claimed = await subject.running();
    const ends = await subject.store.settle([succeeded(claimed), failed(claimed)]);
    assert.deepEqual(ends.map(({ held }) => held).filter(Boolean).length >= 1, true);
    assert.deepEqual(
      [await subject.state(claimed.id), (await subject.record(claimed.id)).attempts.length],
      ['success', 1],
    );
    const id = await subject.add();
    const answers = await subject.store.cancel([id, id], REASON);
    assert.equal(answers[0], 'cancelled');
    assert.ok(['cancelled', 'finished'].includes(answers[1] ?? ''));
  });

  test('ten thousand queues are claimed from, each run once', async (subject) => {
    const runs = Array.from({ length: 10_000 }, (_, index) => subject.newRun({ queue: subject.name(`q${index}`) }));
    await subject.store.enqueue(runs);
    const claimed = await subject.claim({ limit: 20_000 });
    assert.deepEqual(idsOf(claimed).sort(), idsOf(runs).sort());
  });

  test('five thousand dependents of one run are released by its end, and five thousand cancelled', async (subject) => {
    for (const end of ['succeed', 'fail'] as const) {
      const parent = subject.newRun();
      const children = Array.from({ length: 5_000 }, () => subject.child([parent]));
      await subject.store.enqueue([parent, ...children]);
      await subject[end](await subject.claimRun(parent.id));
      const states = new Set(await subject.states(idsOf(children)));
      assert.deepEqual([...states], [end === 'succeed' ? 'queued' : 'cancelled']);
    }
  });
});

/** On its own and within a list, of which nothing is added when one is refused. */
async function storedOrRefused(subject: Subject, field: (typeof NAMES)[number], name: string): Promise<void> {
  const run: NewRun = subject.newRun({ [field]: name });
  const other = subject.newRun();
  try {
    await subject.store.enqueue([other, run]);
  } catch (error) {
    const { code, message } = error as { readonly code?: unknown; readonly message: string };
    assert.equal(code, 'INVALID_INPUT', message);
    assert.ok(message.includes(field) && message.length < 1_000, message);
    assert.deepEqual(await subject.store.read.get([other.id]), []);
    return;
  }
  assert.equal((await subject.record(run.id))[field], name);
}
