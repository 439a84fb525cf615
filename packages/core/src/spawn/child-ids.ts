import { sha256 } from '../node-builtins.js';

const MOST_CHILDREN = 2 ** 32;

/**
 * Ids of the runs that one call of `ctx.spawn` adds: UUIDs of version 7 that hold the parent's time, the position of the
 * child, and a hash of the parent and the call's name. The next attempt makes the same ids, so it adds no child twice; and
 * children sort by position.
 */
export class ChildIds {
  readonly #time: string;
  readonly #hash: bigint;

  constructor(parentId: string, name: string) {
    const digest = sha256(`${parentId}\0${name}`);
    this.#time = /^[0-9a-f]{8}-[0-9a-f]{4}-7/.test(parentId)
      ? parentId.replaceAll('-', '').slice(0, 12)
      : digest.toString('hex', 16, 22);
    this.#hash = digest.readBigUInt64BE() & HASH_MASK;
  }

  /** @throws RangeError for a position past 2^32. */
  at(position: number): string {
    if (position >= MOST_CHILDREN) throw new RangeError(`A run spawns at most ${MOST_CHILDREN} runs by one name`);
    const high = position >>> 20;
    const low = (BigInt(position & 0xfffff) << HASH_BITS) | this.#hash;
    const tail = (VARIANT | low).toString(16).padStart(16, '0');
    const version = `7${high.toString(16).padStart(3, '0')}`;
    return `${this.#time.slice(0, 8)}-${this.#time.slice(8)}-${version}-${tail.slice(0, 4)}-${tail.slice(4)}`;
  }

  /** Whether this call made the id. */
  includes(id: string): boolean {
    const tail = id.slice(19).replace('-', '');
    return tail.length === 16 && (BigInt(`0x${tail}`) & HASH_MASK) === this.#hash;
  }
}

const HASH_BITS = 42n;
const HASH_MASK = (1n << HASH_BITS) - 1n;
/** The two bits 10 that every UUID has there. */
const VARIANT = 1n << 63n;
