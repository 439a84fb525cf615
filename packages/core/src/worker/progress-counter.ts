import type { ProgressReporter } from '../job/job-context.js';
import type { Mask } from '../redaction/mask.js';
import type { RunProgress } from '../store/run-record.js';
import { ProgressRate } from './progress-rate.js';

const LONGEST_PHASE = 200;

/** How far an attempt is: what `ctx.progress` is made of. */
export class ProgressCounter implements ProgressReporter {
  readonly #rate: ProgressRate;
  readonly #onChange: () => void;
  readonly #mask: Mask;
  #done: number;
  #total: number | undefined;
  #phase: string | undefined;
  #failedItems = 0;

  constructor(start: { readonly done: number; readonly at: number; readonly mask: Mask }, onChange: () => void) {
    this.#done = start.done;
    this.#rate = new ProgressRate(start.at, start.done);
    this.#onChange = onChange;
    this.#mask = start.mask;
  }

  get done(): number {
    return this.#done;
  }

  get total(): number | undefined {
    return this.#total;
  }

  set total(total: number | undefined) {
    this.#total = total;
    this.#onChange();
  }

  get phase(): string | undefined {
    return this.#phase;
  }

  set phase(phase: string | undefined) {
    this.#phase = phase === undefined ? undefined : this.#mask.text(phase).slice(0, LONGEST_PHASE);
    this.#onChange();
  }

  add(items: number): void {
    this.#done += items;
    this.#onChange();
  }

  addFailedItem(): void {
    this.#failedItems += 1;
    this.#onChange();
  }

  /** What is stored and shown. */
  snapshot(now: number): RunProgress {
    const ratePerSecond = this.#rate.at(now, this.#done);
    return {
      done: this.#done,
      ...(this.#total !== undefined && { total: this.#total }),
      ...(this.#phase !== undefined && { phase: this.#phase }),
      ...(ratePerSecond !== undefined && { ratePerSecond }),
      ...(this.#failedItems > 0 && { failedItems: this.#failedItems }),
    };
  }
}
