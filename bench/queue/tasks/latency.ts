import { setTimeout as pause } from 'node:timers/promises';
import type { Session } from '../contestant.js';
import type { Results } from '../order.js';
import { indexOf, payload } from '../payload.js';
import { Tally } from './tally.js';

const CONCURRENCY = 100;

/** Works on `samples` runs and notes when each handler starts. */
export async function listen(
  session: Session,
  { samples }: { readonly samples: number },
  ready: () => void,
): Promise<Results['listen']> {
  const tally = new Tally(samples);
  const startedAt = new Array<number>(samples).fill(Number.NaN);
  const working = await session.work({
    concurrency: CONCURRENCY,
    runs: samples,
    handle: (given) => {
      startedAt[indexOf(given)] = machineMs();
      tally.handle(given);
    },
    settled: tally.settle,
    failed: tally.fail,
  });
  ready();
  await tally.done;
  await working.stop();
  return { startedAt, settled: tally.settled, counts: await session.counts() };
}

/** Enqueues `samples` runs, so far apart that the worker is idle before each. */
export async function call(
  session: Session,
  { samples, pauseMs }: { readonly samples: number; readonly pauseMs: number },
): Promise<Results['call']> {
  const calledAt: number[] = [];
  const returnedAt: number[] = [];
  for (let i = 0; i < samples; i++) {
    await pause(pauseMs);
    calledAt.push(machineMs());
    await session.enqueue(payload(i));
    returnedAt.push(machineMs());
  }
  return { calledAt, returnedAt };
}

/** Milliseconds of a clock that all processes of the machine share. */
function machineMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
