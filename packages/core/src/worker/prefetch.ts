// Of what a claim takes, how many runs begin while the next one is under way; a little more, so that none waits for it.
const MARGIN = 1.5;
/** What came before counts half as much with each claim. */
const WEIGHT = 0.5;
// What a worker loses when it dies, for the others to take over.
const MOST_PER_SLOT = 4;

/**
 * How many runs a worker claims beyond its free slots: as many as begin while a claim is under way. Long handlers make it none,
 * so that a run waits here only where it would wait anyway; short ones make claims large and few.
 *
 * By Little's law, the runs that begin per millisecond times the milliseconds of a claim.
 */
export class Prefetch {
  readonly #most: number;
  #claimMs = 0;
  #endsPerMs = 0;
  #ends = 0;
  #since: number;

  constructor(
    neighbours: number,
    private readonly now: () => number,
  ) {
    this.#most = neighbours * MOST_PER_SLOT;
    this.#since = now();
  }

  get size(): number {
    return Math.min(this.#most, Math.floor(this.#endsPerMs * this.#claimMs * MARGIN));
  }

  /** A handler has ended. */
  ended(): void {
    this.#ends += 1;
  }

  /** A claim has been answered, after so many milliseconds. */
  claimed(tookMs: number): void {
    const now = this.now();
    const elapsedMs = now - this.#since;
    this.#claimMs = mean(this.#claimMs, tookMs);
    if (elapsedMs <= 0) return;
    this.#endsPerMs = mean(this.#endsPerMs, this.#ends / elapsedMs);
    this.#ends = 0;
    this.#since = now;
  }
}

function mean(before: number, latest: number): number {
  return before * (1 - WEIGHT) + latest * WEIGHT;
}
