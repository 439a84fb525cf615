import { createJobs, defineJob } from '@nightshift/core';
import { expect, it } from 'vitest';
import { pgliteStore } from '../src/index.js';

it('two clients of one embedded database take no run of each other for dead after a block of their event loop', async () => {
  const store = pgliteStore();
  const begun = gate();
  const released = gate();
  const hold = defineJob({
    name: 'hold',
    description: 'Runs until it is let go.',
    async run(ctx) {
      begun.open();
      await released.opened;
      return { attempt: ctx.attempt };
    },
  });
  const holder = createJobs({ jobs: [hold], store });
  const neighbour = createJobs({ jobs: [hold], store });
  const early = neighbour.worker({ lease: '1s' });
  const { runId } = await holder.enqueue('hold');
  await holder.worker({ lease: '1s', concurrency: 1 }).start();
  await begun.opened;
  await early.start();
  const until = performance.now() + 2_500;
  while (performance.now() < until);
  // One that waits for its next look, and one that looks at once.
  const late = neighbour.worker({ lease: '1s' });
  const idle = new Promise<void>((resolve) => neighbour.events.on('worker:idle', () => resolve()));
  await late.start();
  await idle;
  released.open();
  const [run] = await holder.wait([runId]);
  expect(run).toMatchObject({ state: 'success', output: { attempt: 1 } });
  expect(run?.attempts.map(({ outcome }) => outcome)).toEqual(['success']);
  await Promise.all([early.stop(), late.stop()]);
  await holder.close();
});

function gate(): { readonly opened: Promise<void>; open(): void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open: () => open() };
}
