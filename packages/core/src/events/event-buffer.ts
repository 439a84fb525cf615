import type { DroppedEvents, JobEvent, RunEvent } from './job-event.js';

/**
 * What waits for a subscriber, up to a bound: beyond it the oldest are dropped, and the next thing that the subscriber gets
 * says how many.
 */
export class EventBuffer {
  readonly #capacity: number;
  #events: RunEvent[] = [];
  #first = 0;
  #dropped: { count: number; readonly since: Date } | undefined;
  #waiting: (() => void)[] = [];
  #end: { readonly error?: unknown } | undefined;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  push(event: RunEvent): void {
    if (this.#end !== undefined) return;
    if (this.#events.length - this.#first === this.#capacity) this.#drop();
    this.#events.push(event);
    this.#wake();
  }

  /** Ends the stream: what waits is still taken, then the error is thrown, if there is one. */
  end(end: { readonly error?: unknown } = {}): void {
    this.#end ??= end;
    this.#wake();
  }

  /** Ends the stream at once. */
  clear(): void {
    this.#events = [];
    this.#first = 0;
    this.#dropped = undefined;
    this.end();
  }

  /** The next event; waits for one. Undefined at the end. */
  async take(): Promise<JobEvent | undefined> {
    for (;;) {
      const event = this.#takeDropped() ?? this.#takeFirst();
      if (event !== undefined) return event;
      if (this.#end !== undefined) return this.#ended(this.#end);
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }

  #ended({ error }: { readonly error?: unknown }): undefined {
    this.#end = {};
    if (error !== undefined) throw error as Error;
  }

  #drop(): void {
    const event = this.#takeFirst();
    if (event === undefined) return;
    this.#dropped ??= { count: 0, since: event.at };
    this.#dropped.count += 1;
  }

  #takeDropped(): DroppedEvents | undefined {
    const dropped = this.#dropped;
    this.#dropped = undefined;
    return dropped && { kind: 'dropped', ...dropped };
  }

  #takeFirst(): RunEvent | undefined {
    const event = this.#events[this.#first];
    if (event === undefined) return undefined;
    this.#first += 1;
    // Not one by one: shifting the first moves all the others.
    if (this.#first * 2 < this.#events.length) return event;
    this.#events = this.#events.slice(this.#first);
    this.#first = 0;
    return event;
  }
}
