import PQueue from 'p-queue';
import type { Duration } from '../duration.js';
import type { Json } from '../json.js';
import type { TxOption } from '../store/contract.js';
import type { BatchSize } from './batch-size.js';
import type { ItemFailures } from './item-failures.js';

export interface BatchOptions {
  /** Items per batch, or `'auto'` to follow the answer times. Default 100. */
  readonly size?: BatchSize;
  /** Rest between two batches, in milliseconds unless a unit is given. Default 0. */
  readonly pauseMs?: Duration;
  /** Tells several loops of one run apart. Default `items`. */
  readonly name?: string;
  /** The run fails once more items than this have failed in this loop. Default 100. */
  readonly maxFailures?: number;
}

/** What a batch needs of its loop. Methods, so that a batch of one transaction type fits where any is expected. */
interface BatchEngine<Tx> {
  commit(options?: TxOption<Tx>): Promise<void>;
  readonly failures: ItemFailures;
  readonly signal: AbortSignal;
}

/**
 * A slice of a large input. When the loop asks for the next one, this one counts as done and its cursor is saved.
 *
 * @typeParam Tx - the store's transaction, for {@link Batch.commit}.
 */
export class Batch<Item, Tx> implements Iterable<Item> {
  readonly #engine: BatchEngine<Tx>;

  /** @internal */
  constructor(
    readonly items: readonly Item[],
    /** Where the next attempt goes on once this batch is done. */
    readonly cursor: Json,
    engine: BatchEngine<Tx>,
  ) {
    this.#engine = engine;
  }

  [Symbol.iterator](): Iterator<Item> {
    return this.items[Symbol.iterator]();
  }

  get length(): number {
    return this.items.length;
  }

  /**
   * Saves the cursor now, in the host's transaction: then the work of this batch and the mark that it is done commit
   * together, and a crash repeats nothing. Without it the cursor is saved when the loop goes on.
   *
   * @example
   * for await (const batch of ctx.batches(orders)) {
   *   await db.transaction(async (tx) => {
   *     await bill(tx, batch.items);
   *     await batch.commit({ tx });
   *   });
   * }
   */
  commit(options?: TxOption<Tx>): Promise<void> {
    return this.#engine.commit(options);
  }

  /**
   * Does the work for each item. An item that fails is noted and the others go on; too many failures fail the run.
   *
   * @param options.concurrency - how many items at once; default 1.
   * @throws NightshiftError once more than `maxFailures` items have failed.
   */
  async each(work: (item: Item) => unknown, options: { readonly concurrency?: number } = {}): Promise<void> {
    const queue = new PQueue({ concurrency: options.concurrency ?? 1 });
    const tasks = this.items.map((item) => async () => {
      if (this.#engine.signal.aborted || this.#engine.failures.tooMany) return;
      try {
        await work(item);
      } catch (error) {
        if (!this.#engine.signal.aborted) this.#engine.failures.add(item, error);
      }
    });
    await queue.addAll(tasks);
    this.#engine.signal.throwIfAborted();
    this.#engine.failures.throwIfTooMany();
  }

  /** Notes that an item failed, for loops of your own. */
  fail(item: Item, error: unknown): void {
    this.#engine.failures.add(item, error);
    this.#engine.failures.throwIfTooMany();
  }
}
