import type { Json } from '../json.js';

/**
 * Where batches come from: an array, anything iterable, or pages of a query by key.
 * An iterable must yield the same items in the same order on each attempt; a resumed run skips what was done.
 */
export type BatchSource<Item> = Iterable<Item> | AsyncIterable<Item> | KeysetSource<Item>;

/** Pages of a query ordered by a key; each page starts after the last key of the one before. */
export interface KeysetSource<Item> {
  /**
   * Reads the next items in the order of their key.
   *
   * @param after - the key to start after; null at the beginning.
   * @param limit - how many items at most; fewer mean that the end is reached.
   */
  page(after: Json | null, limit: number): Promise<readonly Item[]>;
  /** The item's key, as JSON. */
  key(item: Item): Json;
  /** How many items there are in all, for progress; asked once. */
  total?(): Promise<number>;
}

/**
 * A source that pages through a query by key, so that a resumed run costs nothing for what was done.
 *
 * @example
 * const users = keyset({
 *   page: (after, limit) => db.query('select id from "User" where id > $1 order by id limit $2', [after ?? 0, limit]),
 *   key: (user) => user.id,
 * });
 */
export function keyset<Item>(source: KeysetSource<Item>): KeysetSource<Item> {
  return source;
}

/** Pages of any source, with a cursor to go on from. */
export interface Pager<Item> {
  next(size: number): Promise<{ readonly items: readonly Item[]; readonly cursor: Json } | null>;
  total(): Promise<number | undefined>;
  close(): Promise<void>;
}

/** A pager that starts after the given cursor, or at the beginning. */
export function pagerOf<Item>(source: BatchSource<Item>, cursor: Json | null): Pager<Item> {
  if ('page' in source) return keysetPager(source, cursor);
  return iterablePager(source, typeof cursor === 'number' ? cursor : 0);
}

function keysetPager<Item>(source: KeysetSource<Item>, start: Json | null): Pager<Item> {
  let after = start;
  let ended = false;
  return {
    async next(size) {
      const items = ended ? [] : await source.page(after, size);
      const last = items.at(-1);
      if (last === undefined) return null;
      ended = items.length < size;
      after = source.key(last);
      return { items, cursor: after };
    },
    total: async () => source.total?.(),
    close: () => Promise.resolve(),
  };
}

// The cursor of an iterable is how many items have been taken from it.
function iterablePager<Item>(source: Iterable<Item> | AsyncIterable<Item>, start: number): Pager<Item> {
  const iterator = Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
  let taken = 0;
  return {
    async next(size) {
      for (; taken < start; taken += 1) if ((await iterator.next()).done === true) return null;
      const items: Item[] = [];
      while (items.length < size) {
        const step = await iterator.next();
        if (step.done === true) break;
        items.push(step.value);
      }
      taken += items.length;
      return items.length === 0 ? null : { items, cursor: taken };
    },
    total: () => Promise.resolve(Array.isArray(source) ? source.length : undefined),
    close: async () => void (await iterator.return?.()),
  };
}
