import assert from 'node:assert/strict';
import type { LogLevel, NewLog } from '@nightshift/core';
import { v7 } from 'uuid';
import { suite } from '../suite.js';
import { assertHeld, drain, leaseOf, SHORT_MS, type Subject } from '../subject.js';

const ALL = { after: 0, limit: 10_000 };

export const reportsSuite = suite('reports', (test) => {
  test('progress is replaced', async (subject) => {
    const run = await subject.running();
    assert.equal(run.progress, null);
    const progress = { done: 2, total: 10, phase: 'reading', ratePerSecond: 0.5, failedItems: 1 };
    assertHeld(await subject.store.report([{ lease: leaseOf(run), progress }]));
    assert.deepEqual((await subject.record(run.id)).progress, progress);
    assertHeld(await subject.store.report([{ lease: leaseOf(run), progress: { done: 3 } }]));
    assert.deepEqual((await subject.record(run.id)).progress, { done: 3 });
    assertHeld(await subject.store.report([{ lease: leaseOf(run) }]));
    assert.deepEqual((await subject.record(run.id)).progress, { done: 3 });
  });

  test('log lines are kept as they were given', async (subject) => {
    const run = await subject.running();
    const at = new Date('2026-02-03T04:05:06.789Z');
    const lines: NewLog[] = [
      ...(['debug', 'info', 'warn', 'error'] as const).map((level: LogLevel) => ({ at, level, message: level })),
      {
        at,
        level: 'info',
        message: `'; DROP TABLE logs; -- 🦉 \n\\`,
        fields: { userId: 8, deep: { list: [1, null] } },
      },
      { at, level: 'info', message: '' },
    ];
    assertHeld(await subject.store.report([{ lease: leaseOf(run), logs: lines }]));
    const logs = await subject.store.read.logs(run.id, ALL);
    assert.deepEqual(
      logs.map(({ seq: _seq, ...line }) => line),
      lines,
    );
  });

  test('lines keep their order, within a report and over reports', async (subject) => {
    const run = await subject.running();
    for (const batch of [0, 1, 2]) {
      await subject.store.report([{ lease: leaseOf(run), logs: numbered(batch * 100, 100) }]);
    }
    const logs = await subject.store.read.logs(run.id, ALL);
    assert.deepEqual(
      logs.map(({ message }) => message),
      numbered(0, 300).map(({ message }) => message),
    );
    assert.ok(logs.every(({ seq }, index) => index === 0 || seq > (logs[index - 1]?.seq ?? 0)));
  });

  test('lines are read page by page', async (subject) => {
    const run = await subject.running();
    await subject.store.report([{ lease: leaseOf(run), logs: numbered(0, 25) }]);
    let after = 0;
    const lines = await drain(async () => {
      const page = await subject.store.read.logs(run.id, { after, limit: 10 });
      assert.ok(page.length <= 10);
      after = page.at(-1)?.seq ?? after;
      return page;
    });
    assert.deepEqual(
      lines.map(({ message }) => message),
      numbered(0, 25).map(({ message }) => message),
    );
    assert.deepEqual(await subject.store.read.logs(v7(), ALL), []);
  });

  test('a run reads its own lines only', async (subject) => {
    const [first, second] = [await subject.running(), await subject.running()];
    await subject.store.report([
      { lease: leaseOf(first), logs: numbered(1, 1) },
      { lease: leaseOf(second), logs: numbered(2, 1) },
      { lease: leaseOf(first), logs: numbered(3, 1) },
    ]);
    assert.deepEqual(await messages(subject, first.id), ['line 1', 'line 3']);
    assert.deepEqual(await messages(subject, second.id), ['line 2']);
  });

  test('reports on one run from several instances at once lose no line', async (subject) => {
    const run = await subject.running();
    await subject.spread(numbered(0, 20), (store, line) => store.report([{ lease: leaseOf(run), logs: [line] }]));
    const logs = await subject.store.read.logs(run.id, ALL);
    assert.equal(new Set(logs.map(({ seq }) => seq)).size, 20);
    assert.deepEqual(
      new Set(logs.map(({ message }) => message)),
      new Set(numbered(0, 20).map(({ message }) => message)),
    );
  });

  test('a report renews no lease', async (subject) => {
    const run = await subject.running({}, { leaseMs: SHORT_MS });
    assertHeld(await subject.store.report([{ lease: leaseOf(run), progress: { done: 1 }, logs: numbered(0, 1) }]));
    assert.deepEqual((await subject.record(run.id)).leaseExpiresAt, run.leaseExpiresAt);
  });

  test('lines of all attempts stay with the run after its end', async (subject) => {
    const first = await subject.running();
    await subject.store.report([{ lease: leaseOf(first), logs: numbered(1, 1) }]);
    const attempt = { outcome: 'failed' } as const;
    await subject.store.release([{ lease: leaseOf(first), delayMs: 0, spend: true, attempt }]);
    const second = await subject.claimRun(first.id);
    await subject.store.report([{ lease: leaseOf(second), logs: numbered(2, 1) }]);
    await subject.fail(second);
    assert.deepEqual(await messages(subject, first.id), ['line 1', 'line 2']);
  });
});

function numbered(start: number, count: number): NewLog[] {
  return Array.from({ length: count }, (_, index) => ({
    at: new Date(start + index),
    level: 'info',
    message: `line ${start + index}`,
  }));
}

async function messages(subject: Subject, runId: string): Promise<string[]> {
  return (await subject.store.read.logs(runId, ALL)).map(({ message }) => message);
}
