import { expect, it } from 'vitest';
import { createJobs, defineJob, memoryStore } from '@nightshift/core';
import { manualClock, virtualClock } from '@nightshift/testing';

it('a machine whose timers stood still while it slept makes what it missed within 15 seconds', async () => {
  const clock = manualClock(new Date('2026-01-01T00:00:00Z'));
  const timers = virtualClock(new Date('2026-01-01T00:00:00Z'));
  const nightly = defineJob({ name: 'nightly', description: 'd', schedule: { cron: '0 2 * * *' }, run: () => null });
  const jobs = createJobs({ jobs: [nightly], store: memoryStore({ clock }), clock, timers });
  await jobs.worker({ poll: '1h' }).start();
  await timers.advance('1m');
  expect(await jobs.list()).toMatchObject({ runs: [] });
  clock.advance(8 * 3_600_000);
  await timers.advance('15s');
  const { runs } = await jobs.list();
  expect(runs.map(({ scheduledFor }) => scheduledFor)).toEqual([new Date('2026-01-01T02:00:00Z')]);
  const closing = jobs.close();
  await timers.advance('1m');
  await closing;
});
