import type { HeldLease } from '../store/lease-renewal.js';

/** A lease as the thread reads it. All times are milliseconds of the clock that the threads of a process share. */
export interface NotedLease {
  readonly runId: string;
  readonly token: number;
  readonly since: number;
  /** When renewals of it end; infinity for never. */
  readonly until: number;
}

// In words of 32 bits: a version, three numbers of two words each, and the id, a byte for each character of a UUID.
const NUMBERS = 1;
const NUMBER_WORDS = 6;
const ID = NUMBERS + NUMBER_WORDS;
const WORDS = 16;
const LONGEST_ID = 4 * (WORDS - ID);

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
  /** Token, since and until, on their way into the memory or out of it. */
  readonly #numbers = new Float64Array(NUMBER_WORDS / 2);
  readonly #numberWords = new Int32Array(this.#numbers.buffer);

  constructor(memory = new SharedArrayBuffer(LeaseSlots.COUNT * WORDS * Int32Array.BYTES_PER_ELEMENT)) {
    this.memory = memory;
    this.#words = new Int32Array(memory);
  }

  /** Fills a slot that is free. @throws RangeError for an id that is longer than a UUID, or has other characters. */
  write(slot: number, { runId, token, renewForMs }: HeldLease, now: number): void {
    const at = slot * WORDS;
    this.#writeId(at + ID, runId);
    this.#numbers[0] = token;
    this.#numbers[1] = now;
    this.#numbers[2] = renewForMs === null ? Number.POSITIVE_INFINITY : now + renewForMs;
    for (let index = 0; index < NUMBER_WORDS; index += 1) {
      Atomics.store(this.#words, at + NUMBERS + index, this.#numberWords[index] as number);
    }
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
      for (let index = 0; index < NUMBER_WORDS; index += 1) {
        this.#numberWords[index] = Atomics.load(this.#words, at + NUMBERS + index);
      }
      const [token, since, until] = this.#numbers as unknown as [number, number, number];
      const lease = { runId: this.#readId(at + ID), token, since, until };
      if (Atomics.load(this.#words, at) === version) return lease;
    }
  }

  #writeId(at: number, id: string): void {
    let met = 0;
    for (let index = 0; index < LONGEST_ID; index += 4) {
      let word = 0;
      for (let byte = 0; byte < 4; byte += 1) {
        // Past the end of a text there is NaN, and shifted that is nothing.
        const code = id.charCodeAt(index + byte) | 0;
        met |= code;
        word |= code << (8 * byte);
      }
      Atomics.store(this.#words, at + index / 4, word);
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
