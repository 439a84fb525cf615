import { quantile } from '../../queue/statistics.js';
import type { Percentiles } from './fleet-options.js';

/** What is counted while the simulation is being measured, and ignored before. */
export class Counters {
  settledRuns = 0;
  handlerMs = 0;
  readonly #claims: number[] = [];
  readonly #starts: number[] = [];
  #open = false;

  /** From now on it counts. */
  begin(): void {
    this.#open = true;
  }

  settled(runs: number): void {
    if (this.#open) this.settledRuns += runs;
  }

  handled(ms: number): void {
    if (this.#open) this.handlerMs += ms;
  }

  claimed(ms: number): void {
    if (this.#open) this.#claims.push(ms);
  }

  started(ms: number): void {
    if (this.#open && !Number.isNaN(ms)) this.#starts.push(ms);
  }

  get claim(): Percentiles {
    return percentiles(this.#claims);
  }

  get start(): Percentiles {
    return percentiles(this.#starts);
  }
}

function percentiles(values: number[]): Percentiles {
  const sorted = values.sort((a, b) => a - b);
  return sorted.length === 0
    ? { p50: Number.NaN, p99: Number.NaN }
    : { p50: quantile(sorted, 0.5), p99: quantile(sorted, 0.99) };
}
