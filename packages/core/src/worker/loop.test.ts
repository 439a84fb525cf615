import { expect, it } from 'vitest';
import { systemTimers } from '../timers.js';
import { loop } from './loop.js';

/** A loop whose turns end when the test says so. */
function held() {
  const turns: { end(waitMs: number): void; fail(error: Error): void }[] = [];
  const errors: unknown[] = [];
  const task = (): Promise<number> => new Promise((resolve, reject) => void turns.push({ end: resolve, fail: reject }));
  const one = loop(task, { retryMs: 3_600_000, timers: systemTimers, onError: (error) => errors.push(error) });
  return { turns, errors, loop: one };
}

it('answers with the turn that began after it was asked for, not with the one under way', async () => {
  const { turns, loop } = held();
  const asked = loop.turn();
  turns[0]?.end(1);
  await new Promise((resolve) => setImmediate(resolve));
  expect(turns).toHaveLength(2);
  turns[1]?.end(2);
  expect(await asked).toBe(2);
  await loop.stop();
});

it('tells who asked of the failure as well', async () => {
  const { turns, errors, loop } = held();
  turns[0]?.end(3_600_000);
  await new Promise((resolve) => setImmediate(resolve));
  const asked = loop.turn();
  turns[1]?.fail(new Error('away'));
  await expect(asked).rejects.toThrow('away');
  expect(errors).toEqual([new Error('away')]);
  await loop.stop();
});

it('lets nobody wait for a turn that never comes', async () => {
  const { turns, loop } = held();
  const asked = loop.turn();
  const stopped = loop.stop();
  turns[0]?.end(1);
  await stopped;
  expect(await asked).toBe(Number.POSITIVE_INFINITY);
  expect(await loop.turn()).toBe(Number.POSITIVE_INFINITY);
});
