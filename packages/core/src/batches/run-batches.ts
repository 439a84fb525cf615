import { toMilliseconds } from '../duration.js';
import { NightshiftError } from '../errors.js';
import type { Json } from '../json.js';
import type { TxOption } from '../store/contract.js';
import { Batch, type BatchOptions } from './batch.js';
import { batchSizer, type BatchSizer } from './batch-size.js';
import { ItemFailures } from './item-failures.js';
import { pagerOf, type BatchSource, type Pager } from './source.js';

/** What a batch loop needs of the attempt that it runs in. */
export interface BatchEnvironment<Tx> {
  readonly signal: AbortSignal;
  /** The host's bound on any batch size. */
  readonly maxBatchSize: number;
  /** Monotonic milliseconds. */
  now(): number;
  sleep(ms: number): Promise<void>;
  /** Where this loop stopped in an earlier attempt. */
  mark(name: string): BatchMark | undefined;
  saveMark(name: string, mark: BatchMark, options?: TxOption<Tx>): Promise<void>;
  onTotal(total: number): void;
  onDone(items: number): void;
  onItemFailure(item: string, message: string): void;
}

/** How far a loop is: where to go on, and how many items it has done in all attempts. */
export interface BatchMark {
  readonly cursor: Json;
  readonly done: number;
}

/** The loop behind `ctx.batches`: read, hand over, commit, rest, and stop between batches when asked to. */
export async function* runBatches<Item, Tx>(
  source: BatchSource<Item>,
  options: BatchOptions,
  environment: BatchEnvironment<Tx>,
): AsyncGenerator<Batch<Item, Tx>, void> {
  const name = options.name ?? 'items';
  const pauseMs = toMilliseconds(options.pauseMs ?? 0, 'pauseMs');
  const sizer = batchSizer(options.size ?? 100, environment.maxBatchSize);
  const failures = failuresOf(options, environment);
  const mark = environment.mark(name);
  const pager = pagerOf(source, mark?.cursor ?? null);
  let done = mark?.done ?? 0;
  try {
    environment.signal.throwIfAborted();
    await announceTotal(pager, environment);
    for (let page = await nextPage(pager, sizer, environment); page !== null;) {
      const { items, cursor } = page;
      done += items.length;
      const commit = once((tx?: TxOption<Tx>) => environment.saveMark(name, { cursor, done }, tx));
      const startedAt = environment.now();
      yield new Batch<Item, Tx>(items, cursor, { commit, failures, signal: environment.signal });
      await commit();
      sizer.took(items.length, environment.now() - startedAt);
      environment.onDone(items.length);
      environment.signal.throwIfAborted();
      page = await nextPage(pager, sizer, environment);
      if (page !== null && pauseMs > 0) await environment.sleep(pauseMs);
    }
  } finally {
    await pager.close();
  }
}

function failuresOf(options: BatchOptions, environment: Pick<BatchEnvironment<never>, 'onItemFailure'>): ItemFailures {
  const max = options.maxFailures ?? 100;
  if (!(max >= 0)) {
    throw new NightshiftError('INVALID_OPTION', `Expected maxFailures to be 0 or more; received ${max}.`);
  }
  return new ItemFailures(max, ({ item, message }) => environment.onItemFailure(item, message));
}

async function announceTotal(
  pager: Pager<unknown>,
  environment: Pick<BatchEnvironment<never>, 'onTotal'>,
): Promise<void> {
  const total = await pager.total();
  if (total !== undefined) environment.onTotal(total);
}

async function nextPage<Item>(pager: Pager<Item>, sizer: BatchSizer, environment: { readonly signal: AbortSignal }) {
  const page = await pager.next(sizer.size);
  environment.signal.throwIfAborted();
  return page;
}

// A batch that was committed in the host's transaction is not committed again when the loop goes on.
function once<Argument>(action: (argument?: Argument) => Promise<void>): (argument?: Argument) => Promise<void> {
  let result: Promise<void> | undefined;
  return (argument) => {
    result ??= action(argument).catch((error: unknown) => {
      result = undefined;
      throw error;
    });
    return result;
  };
}
