import { createJobs, defineJob, fixed, memoryStore } from '@nightshift/core';
import { expect, it } from 'vitest';
import { virtualClock } from '@nightshift/testing';

it('calls back in the order of time, and stands at the end', async () => {
  const clock = virtualClock(new Date(0));
  const seen: [string, number][] = [];
  const note = (name: string) => () => void seen.push([name, clock.now()]);
  clock.after(2_000, note('second'));
  clock.after(1_000, () => {
    note('first')();
    clock.after(500, note('between'));
  });
  clock.after(3_000, note('third')).cancel();
  clock.after(60_000, note('later'));
  await clock.advance('10s');
  expect(seen).toEqual([
    ['first', 1_000],
    ['between', 1_500],
    ['second', 2_000],
  ]);
  expect([clock.now(), clock.pending]).toEqual([10_000, 1]);
});

it('leaps over long times, and calls back at the end', async () => {
  const clock = virtualClock(new Date(0));
  const seen: number[] = [];
  const every = (): void => {
    seen.push(clock.now());
    clock.after(1_000, every);
  };
  clock.after(1_000, every);
  await clock.leap('30d');
  expect(seen).toEqual([30 * 86_400_000]);
});

it('wakes who sleeps, and lets an abort end a sleep', async () => {
  const clock = virtualClock();
  const abort = new AbortController();
  const slept = clock.sleep(1_000);
  const aborted = clock.sleep(1_000, abort.signal);
  abort.abort(new Error('enough'));
  await expect(aborted).rejects.toThrow('enough');
  await expect(clock.sleep(1, abort.signal)).rejects.toThrow('enough');
  await clock.advance(1_000);
  await slept;
  expect(clock.pending).toBe(0);
});

it('skips sleeps until that is ended', async () => {
  const clock = virtualClock(new Date(0));
  const stop = clock.skipSleeps();
  await clock.sleep(86_400_000);
  expect(clock.now()).toBe(86_400_000);
  stop();
  void clock.sleep(1_000);
  await clock.advance(0);
  expect(clock.pending).toBe(1);
});

it('does not go back', async () => {
  await expect(virtualClock().advance(-1)).rejects.toMatchObject({ code: 'INVALID_OPTION' });
});

it('drives the retries of a worker', async () => {
  const clock = virtualClock();
  const attempts: number[] = [];
  const flaky = defineJob({
    name: 'flaky',
    description: 'd',
    retry: { attempts: 2, backoff: fixed('1h') },
    run: (ctx) => {
      attempts.push(ctx.attempt);
      if (ctx.attempt === 1) throw new Error('not yet');
    },
  });
  const jobs = createJobs({ jobs: [flaky], store: memoryStore({ clock }), clock, timers: clock });
  const { runId } = await jobs.enqueue(flaky);
  await jobs.worker().start();
  await clock.advance('59m');
  expect(attempts).toEqual([1]);
  await clock.advance('2m');
  expect(attempts).toEqual([1, 2]);
  expect(await jobs.get(runId)).toMatchObject({ state: 'success' });
  await jobs.close();
});
