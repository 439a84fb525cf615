import type { HeldLease } from '../store/lease-renewal.js';

/** A lease as the thread reads it. All times are milliseconds of the clock that the threads of a process share. */
export interface NotedLease {
  readonly runId: string;
  readonly token: number;
  readonly since: number;
  /** When renewals of it end; infinity for never. */
  readonly until: number;
}

// Of words of 32 bits: a version, three numbers of two words, and the id, a byte for each character of a UUID.
const TOKEN = 1;
const SINCE = 3;
const UNTIL = 5;
const ID = 7;
const WORDS = 16;
const LONGEST_ID = 4 * (WORDS - ID);
const NEVER = 0;
const HIGH = 2 ** 32;

/**
 * A piece of shared memory with a slot for each of so many leases. The host writes, the thread reads, and neither waits for the
 * other: a slot's version is odd while a lease is in it, and a reader who finds another version afterwards reads again.
 *
 * A sequence lock, with every word atomic: H.-J. Boehm, "Can Seqlocks Get Along With Programming Language Memory Models?", 2012.
 */
export class LeaseSlots {
  static readonly COUNT = 256;

  readonly memory: SharedArrayBuffer;
  readonly #words: Int32Array<SharedArrayBuffer>;

  constructor(memory = new SharedArrayBuffer(LeaseSlots.COUNT * WORDS * Int32Array.BYTES_PER_ELEMENT)) {
    this.memory = memory;
    this.#words = new Int32Array(memory);
  }

  /** Fills a slot that is free. @throws RangeError for an id that is longer than a UUID, or has other characters. */
  write(slot: number, { runId, token, renewForMs }: HeldLease, now: number): void {
    const at = slot * WORDS;
    this.#writeId(at + ID, runId);
    this.#writeNumber(at + TOKEN, token);
    this.#writeNumber(at + SINCE, Math.floor(now));
    this.#writeNumber(at + UNTIL, renewForMs === null ? NEVER : Math.ceil(now + renewForMs));
    Atomics.add(this.#words, at, 1);
  }

  /** Frees a slot that is filled. */
  clear(slot: number): void {
    Atomics.add(this.#words, slot * WORDS, 1);
  }

  /** What is held, in the order of the slots. */
  read(): NotedLease[] {
    const found: NotedLease[] = [];
    for (let at = 0; at < this.#words.length; at += WORDS) {
      const lease = this.#readSlot(at);
      if (lease !== null) found.push(lease);
    }
    return found;
  }

  #readSlot(at: number): NotedLease | null {
    for (;;) {
      const version = Atomics.load(this.#words, at);
      if ((version & 1) === 0) return null;
      const until = this.#readNumber(at + UNTIL);
      const lease: NotedLease = {
        runId: this.#readId(at + ID),
        token: this.#readNumber(at + TOKEN),
        since: this.#readNumber(at + SINCE),
        until: until === NEVER ? Number.POSITIVE_INFINITY : until,
      };
      if (Atomics.load(this.#words, at) === version) return lease;
    }
  }

  #writeNumber(at: number, value: number): void {
    Atomics.store(this.#words, at, Math.floor(value / HIGH));
    Atomics.store(this.#words, at + 1, value | 0);
  }

  #readNumber(at: number): number {
    return Atomics.load(this.#words, at) * HIGH + (Atomics.load(this.#words, at + 1) >>> 0);
  }

  #writeId(at: number, id: string): void {
    let met = 0;
    for (let from = 0; from < LONGEST_ID; from += 4) {
      let word = 0;
      for (let index = Math.min(from + 4, id.length) - 1; index >= from; index -= 1) {
        const code = id.charCodeAt(index);
        met |= code;
        word = (word << 8) | code;
      }
      Atomics.store(this.#words, at + from / 4, word);
    }
    if (id.length > LONGEST_ID || met > 0x7f) {
      throw new RangeError(`Expected the id of a run to be a UUID; received ${JSON.stringify(id)}`);
    }
  }

  #readId(at: number): string {
    const codes: number[] = [];
    for (let index = 0; index < LONGEST_ID; index += 1) {
      const code = (Atomics.load(this.#words, at + (index >> 2)) >>> (8 * (index % 4))) & 0xff;
      if (code === 0) break;
      codes.push(code);
    }
    return String.fromCharCode(...codes);
  }
}
