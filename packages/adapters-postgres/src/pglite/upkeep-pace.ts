/** Upkeep takes at most so small a part of the time, however much there is to tidy. */
const SHARE_OF_WORK = 1 / 20;

/** Says when upkeep is due: by how long the database has worked since the last one, and by how long that one took. */
export class UpkeepPace {
  readonly #leastWorkMs: number;
  #workedMs = 0;
  #dueAfterMs: number;

  constructor(leastWorkMs: number) {
    this.#leastWorkMs = leastWorkMs;
    this.#dueAfterMs = leastWorkMs;
  }

  /** Notes work, and answers whether it is time for upkeep. */
  worked(ms: number): boolean {
    this.#workedMs += ms;
    if (this.#workedMs < this.#dueAfterMs) return false;
    this.#workedMs = 0;
    return true;
  }

  tidied(ms: number): void {
    this.#workedMs = 0;
    this.#dueAfterMs = Math.max(this.#leastWorkMs, ms / SHARE_OF_WORK);
  }
}
