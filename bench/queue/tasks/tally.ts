import { indexOf, type Payload } from '../payload.js';

/** Counts what a worker does with runs 0 to `runs` - 1, and tells when it has settled them all. */
export class Tally {
  readonly #calls: Uint8Array;
  readonly #marks = new Map<number, () => void>();
  #settled = 0;
  #reject: (error: unknown) => void = () => undefined;
  /** Resolves when as many are settled as there are runs; rejects at the first failure. */
  readonly done: Promise<void>;

  constructor(runs: number) {
    this.#calls = new Uint8Array(runs);
    this.done = new Promise((resolve, reject) => {
      this.#marks.set(runs, resolve);
      this.#reject = reject;
    });
  }

  /** Calls back when so many are settled; at once for none. */
  at(settled: number, mark: () => void): void {
    if (settled === 0) mark();
    else this.#marks.set(settled, mark);
  }

  handle = (payload: Payload): void => {
    const index = indexOf(payload);
    this.#calls[index] = (this.#calls[index] ?? 0) + 1;
  };

  settle = (): void => {
    this.#settled++;
    this.#marks.get(this.#settled)?.();
  };

  fail = (error: unknown): void => this.#reject(error);

  get settled(): number {
    return this.#settled;
  }

  get handled(): number {
    return this.#calls.reduce((sum, calls) => sum + Math.min(calls, 1), 0);
  }

  get repeated(): number {
    return this.#calls.reduce((sum, calls) => sum + Math.max(calls - 1, 0), 0);
  }
}
