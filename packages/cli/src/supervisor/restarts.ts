import { exponential, type Backoff, type Random } from '@nightshift/core';
import { EXIT } from '../exit-codes.js';

/** When an instance that ended is started again. */
export interface RestartPolicy {
  /** The wait before each restart in a row. */
  readonly backoff: Backoff;
  /** An instance that has run so long is well: the next restart is the first in a row again. */
  readonly healthyMs: number;
  /** So many starts in a row may fail; the last of them ends it. */
  readonly failedStarts: number;
}

export const RESTART_POLICY: RestartPolicy = {
  backoff: exponential({ base: '1s', max: '30s', jitter: 'equal' }),
  healthyMs: 60_000,
  failedStarts: 5,
};

/** How a process of an instance ended, without having been told to. */
export interface InstanceEnd {
  /** Whether its worker had started. */
  readonly started: boolean;
  readonly ranMs: number;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Counts the restarts of one instance. */
export class Restarts {
  #inARow = 0;
  #failedStarts = 0;

  constructor(
    private readonly policy: RestartPolicy,
    private readonly random: Random = Math.random,
  ) {}

  /** How many starts in a row have failed. */
  get failedStarts(): number {
    return this.#failedStarts;
  }

  /** @returns the milliseconds to wait before the next start; null when there is no use in one. */
  next({ started, ranMs, code }: InstanceEnd): number | null {
    this.#failedStarts = started ? 0 : this.#failedStarts + 1;
    // What was typed or configured wrongly stays wrong.
    if (!started && (code === EXIT.usage || this.#failedStarts >= this.policy.failedStarts)) return null;
    this.#inARow = started && ranMs >= this.policy.healthyMs ? 1 : this.#inARow + 1;
    return this.policy.backoff(this.#inARow, this.random);
  }
}
