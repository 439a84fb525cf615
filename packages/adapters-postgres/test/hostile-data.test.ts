import { randomBytes } from 'node:crypto';
import type { Json } from '@nightshift/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pgliteStore, postgresStore, type SqlStore } from '../src/index.js';
import { dropSchema, freshSchema, testPool } from './support/postgres.js';
import { claimOf, leaseOf, newRun, newRuns, succeeded } from './support/runs.js';

const NUL = '\u0000';
const HALF = '\ud800';
const hostile: Json = {
  nul: `a${NUL}b`,
  half: HALF,
  [`key${NUL}${HALF}`]: [`\\u0000`, '\\', '"', "'; drop table run; --", '$1 $$ {}', '\n\t', '🧨', ''],
  numbers: [0, 5e-324, 1.7976931348623157e308, -1.5, 9007199254740991],
  __proto__: null,
};

const schema = freshSchema();
const pool = testPool();
const stores: Record<string, () => Promise<SqlStore>> = {
  postgres: async () => postgresStore({ pool, schema }),
  pglite: async () => pgliteStore(),
};
afterAll(async () => {
  await pool.end();
  await dropSchema(schema);
});

describe.each(Object.keys(stores))('%s', (name) => {
  let store: SqlStore;
  beforeAll(async () => {
    store = await stores[name]!();
    await store.open();
  });
  afterAll(() => store.close());

  it('documents come back as they were given, NUL characters and half surrogate pairs included', async () => {
    const run = newRun({ input: hostile });
    await store.enqueue([run]);
    const [claimed] = await store.claim({ ...claimOf(1), only: { runIds: [run.id] } });
    expect(claimed?.input).toEqual(hostile);
    const lease = leaseOf(claimed!);
    await store.checkpoint(lease, hostile);
    const error = { code: 'HANDLER_ERROR', name: `E${NUL}`, message: `half ${HALF}`, stack: NUL, causes: [NUL] };
    await store.report([
      {
        lease,
        progress: { done: 1, phase: NUL },
        logs: [{ at: new Date(0), level: 'info', message: `x${NUL}${HALF}`, fields: { hostile } }],
      },
    ]);
    await store.settle([
      succeeded(claimed!, { state: 'failed', output: hostile, error, attempt: { outcome: 'failed', error } }),
    ]);
    const [record] = await store.read.get([run.id]);
    expect(record).toMatchObject({
      input: hostile,
      output: hostile,
      checkpoint: hostile,
      error,
      progress: { done: 1, phase: NUL },
    });
    expect(record?.attempts).toMatchObject([{ error }]);
    const [line] = await store.read.logs(run.id, { after: 0, limit: 1 });
    expect(line).toMatchObject({ message: 'x\u2400\ufffd', fields: { hostile } });
    await store.state.set('job', hostile);
    expect(await store.state.get('job')).toEqual(hostile);
  });

  it('a reason to cancel is a document too', async () => {
    const run = newRun();
    await store.enqueue([run]);
    const reason = { code: 'requested', by: `x${NUL}`, message: HALF } as const;
    await store.cancel([run.id], reason);
    expect((await store.read.get([run.id]))[0]?.cancel).toEqual(reason);
  });

  const names = {
    job: 'job',
    queue: 'queue',
    group: 'group',
    key: 'key',
    flowId: 'flowId',
    limitKey: 'limitKey',
  } as const;
  it.each(Object.keys(names))('a %s that PostgreSQL cannot store is refused with its place', async (field) => {
    for (const text of [`a${NUL}`, HALF, 'x'.repeat(2_000)]) {
      const run = newRun({ [field]: text });
      const refusal = { code: 'INVALID_INPUT', message: expect.stringContaining(`run ${run.id}: ${field}`) };
      await expect(store.enqueue([newRun(), run])).rejects.toMatchObject(refusal);
    }
  });

  it('a key of the longest allowed length is held', async () => {
    const key = 'ü'.repeat(500);
    const [held] = await store.enqueue([newRun({ key })]);
    expect(await store.enqueue([newRun({ key })])).toEqual([{ runId: held?.runId, outcome: 'kept' }]);
  });

  it('a limit key, a queue and a job of the longest allowed length share an index', async () => {
    const [job, queue, limitKey] = [500, 500, 300].map((bytes) => randomBytes(bytes).toString('hex'));
    const limits = [
      { scope: 'key', name: job!, concurrency: 1, rate: { limit: 1, windowMs: 60_000, burst: 1 } },
    ] as const;
    await store.enqueue(newRuns(2, { job: job!, queue: queue!, limitKey: limitKey!, key: null }));
    expect(await store.claim({ ...claimOf(2), jobs: [job!], limits })).toHaveLength(1);
    const longer = newRun({ limitKey: `${limitKey}x` });
    await expect(store.enqueue([longer])).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('an id that is no UUID is refused when it is new, and unknown otherwise', async () => {
    await expect(store.enqueue([newRun({ id: "x'; --" })])).rejects.toMatchObject({ code: 'INVALID_OPTION' });
    expect(await store.read.get(['x'])).toEqual([]);
    expect(await store.cancel(['x'], { code: 'requested' })).toEqual(['unknown']);
    expect(await store.extend([{ runId: 'x', token: 1 }], 1_000)).toEqual([{ held: false }]);
    await expect(store.read.list({}, { limit: 1, after: 'x' })).rejects.toMatchObject({ code: 'INVALID_OPTION' });
  });

  it('times far away are kept', async () => {
    const far = newRun({ runAt: new Date(8.64e15) });
    const past = newRun({ runAt: new Date(-8.64e15) });
    await store.enqueue([far, past]);
    const [farRecord, pastRecord] = await store.read.get([far.id, past.id]);
    expect([farRecord?.state, farRecord?.runAt.getTime()]).toEqual(['scheduled', 8.64e15]);
    expect(pastRecord?.state).toBe('queued');
  });

  it('a payload of ten megabytes goes through', async () => {
    const run = newRun({ input: 'x'.repeat(10_000_000) });
    await store.enqueue([run]);
    const [claimed] = await store.claim({ ...claimOf(1), only: { runIds: [run.id] } });
    expect((claimed?.input as string).length).toBe(10_000_000);
    await store.settle([succeeded(claimed!)]);
  });
});
