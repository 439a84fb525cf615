import type { RunProgress } from '../store/run-record.js';

const WINDOW_MS = 30_000;

/** Items per second over the last half minute. */
export class ProgressRate {
  #samples: { readonly at: number; readonly done: number }[];

  constructor(at: number, done: number) {
    this.#samples = [{ at, done }];
  }

  /** Notes how far the run is, and answers with the rate; undefined until some time has passed. */
  at(now: number, done: number): number | undefined {
    this.#samples.push({ at: now, done });
    // One sample from before the window stays, so that the window is always covered.
    const firstInside = this.#samples.findIndex((sample) => sample.at > now - WINDOW_MS);
    this.#samples = this.#samples.slice(Math.max(0, firstInside - 1));
    const first = this.#samples[0];
    if (first === undefined || now <= first.at) return undefined;
    return Math.round(((done - first.done) / (now - first.at)) * 1_000_000) / 1_000;
  }
}

/** How many milliseconds the rest takes at the present rate; undefined when it cannot be told. */
export function estimateMs(progress: RunProgress): number | undefined {
  const { done, total, ratePerSecond } = progress;
  if (total === undefined || ratePerSecond === undefined || ratePerSecond <= 0) return undefined;
  return Math.max(0, ((total - done) / ratePerSecond) * 1_000);
}
