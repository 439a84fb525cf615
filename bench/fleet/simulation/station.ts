import type { Agenda } from './agenda.js';

/** A waiting line, first come first served, in front of so many equal servers. */
export class Station {
  readonly #waiting = new Line<{ readonly ms: number; readonly done: () => void }>();
  #busy = 0;
  #busyMs = 0;

  constructor(
    private readonly agenda: Agenda,
    private readonly servers: number,
  ) {}

  /** Time that its servers have spent on work since the beginning, as a sum. */
  get busyMs(): number {
    return this.#busyMs;
  }

  /** Serves somebody for so many milliseconds, when their turn has come. */
  serve(ms: number, done: () => void): void {
    if (this.#busy < this.servers) this.#begin(ms, done);
    else this.#waiting.add({ ms, done });
  }

  #begin(ms: number, done: () => void): void {
    this.#busy += 1;
    this.agenda.after(ms, () => {
      this.#busy -= 1;
      // Counted at the end, so that no work of the future is in a window that is measured.
      this.#busyMs += ms;
      const next = this.#waiting.take();
      if (next !== undefined) this.#begin(next.ms, next.done);
      done();
    });
  }
}

/** A right that so many may have at a time, for as long as they keep it. */
export class Gate {
  readonly #waiting = new Line<() => void>();
  #held = 0;
  #heldMs = 0;
  #since = 0;

  constructor(
    private readonly agenda: Agenda,
    private readonly places: number,
  ) {}

  /** Place-milliseconds that were taken since the beginning. */
  get busyMs(): number {
    return this.#heldMs + this.#held * (this.agenda.nowMs - this.#since);
  }

  enter(inside: () => void): void {
    if (this.#held >= this.places) {
      this.#waiting.add(inside);
      return;
    }
    this.#count(1);
    inside();
  }

  leave(): void {
    const next = this.#waiting.take();
    if (next !== undefined) return next();
    this.#count(-1);
  }

  #count(change: number): void {
    this.#heldMs += this.#held * (this.agenda.nowMs - this.#since);
    this.#since = this.agenda.nowMs;
    this.#held += change;
  }
}

/** A log that is flushed for everybody who waits: who comes during a flush waits for the next one. */
export class GroupCommit {
  #waiting: (() => void)[] = [];
  #flushing = false;
  #busyMs = 0;

  constructor(
    private readonly agenda: Agenda,
    private readonly flushMs: number,
  ) {}

  get busyMs(): number {
    return this.#busyMs;
  }

  flush(done: () => void): void {
    this.#waiting.push(done);
    if (!this.#flushing) this.#begin();
  }

  #begin(): void {
    const flushed = this.#waiting;
    this.#waiting = [];
    this.#flushing = true;
    this.agenda.after(this.flushMs, () => {
      this.#flushing = false;
      this.#busyMs += this.flushMs;
      if (this.#waiting.length > 0) this.#begin();
      for (const done of flushed) done();
    });
  }
}

/** A queue whose ends are both quick, however long it is. */
class Line<Item> {
  #items: (Item | undefined)[] = [];
  #first = 0;

  add(item: Item): void {
    this.#items.push(item);
  }

  take(): Item | undefined {
    const item = this.#items[this.#first];
    if (item === undefined) return undefined;
    this.#items[this.#first] = undefined;
    this.#first += 1;
    if (this.#first > 1_000 && this.#first * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#first);
      this.#first = 0;
    }
    return item;
  }
}
