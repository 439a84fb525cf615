import type { Clock } from '../../clock.js';
import { NightshiftError } from '../../errors.js';
import { storeMoved } from '../store-moved.js';
import { expireLeases } from './leases.js';
import type { Memory } from './memory.js';

/** Lets verbs in while the store is open, one after the other, and sends the signals of each when it is done. */
export class Gate {
  readonly #memory: Memory;
  readonly #clock: Clock;
  #isOpen = false;

  constructor(memory: Memory, clock: Clock) {
    this.#memory = memory;
    this.#clock = clock;
  }

  /** A second `open` of an open store expires nothing: the leases may be those of workers that are at work. */
  open(): Promise<void> {
    this.#memory.now = this.#clock.now();
    if (!this.#isOpen) expireLeases(this.#memory);
    this.#isOpen = true;
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.#isOpen = false;
    this.#memory.signals.clear();
    return Promise.resolve();
  }

  /** A verb that changes something: refused while the store is being moved, or was. */
  change<T>(verb: (memory: Memory) => T): Promise<T> {
    return this.run((memory) => {
      const { mark } = memory.move;
      if (mark?.role === 'source') throw storeMoved(mark);
      return verb(memory);
    });
  }

  /** Async, so that what a verb throws becomes a rejection, as with any other store. */
  async run<T>(verb: (memory: Memory) => T): Promise<T> {
    if (!this.#isOpen) throw new NightshiftError('STORE_CLOSED', 'The memory store is not open: call open() first');
    this.#memory.now = this.#clock.now();
    const answer = verb(this.#memory);
    this.#memory.signals.send();
    return answer;
  }
}

/** For the caller who gets past the types. */
export function refuseTx(options: { readonly tx?: unknown } | undefined): void {
  if (options?.tx === undefined) return;
  throw new NightshiftError(
    'TX_UNSUPPORTED',
    'The memory store has no transactions: leave out `tx`, or use a store on the database that the transaction belongs to',
  );
}
