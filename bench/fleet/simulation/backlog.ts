import type { Agenda } from './agenda.js';

/** The runs that wait, as moments when they were enqueued. */
export class Backlog {
  /** Runs whose claim has not been committed: other claims pass over them. */
  locked = 0;
  #arrived: number[] = [];
  #first = 0;

  constructor(
    private readonly agenda: Agenda,
    private readonly endless: boolean,
  ) {}

  arrive(): void {
    this.#arrived.push(this.agenda.nowMs);
  }

  /** Takes up to so many out of the line, the longest waiting first. */
  take(limit: number): number[] {
    if (this.endless) return Array.from({ length: limit }, () => Number.NaN);
    const taken = this.#arrived.slice(this.#first, this.#first + limit);
    this.#first += taken.length;
    if (this.#first > 10_000) {
      this.#arrived = this.#arrived.slice(this.#first);
      this.#first = 0;
    }
    return taken;
  }
}
