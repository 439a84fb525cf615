import { availableParallelism } from 'node:os';
import type { MatchModel } from '../model/model.js';
import { joinBlocks } from './block.js';
import { checkK, checkModel, checkRows, checkThresholds, DEFAULT_K } from './check-call.js';
import { Crew } from './crew.js';
import type { MatchFeatures } from './features.js';
import type { ScoredBlock } from './kernel.js';
import { PoolMember } from './pool-member.js';
import type { ThreadStart, ThreadTask } from './pool-protocol.js';

/** Settings of {@link openMatchPool}. */
export interface MatchPoolOptions {
  /** Default: the number of cores less one, at least 1 and at most 4. */
  readonly threads?: number;
  /** Rows that one thread takes at a time; default 256. */
  readonly chunk?: number;
}

/** Settings of one call to a pool. */
export interface PoolCall {
  /** Stops between two chunks; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** Threads that share one population. No kernel code runs on the caller's thread. */
export interface MatchPool {
  readonly threads: number;
  /** The best candidates of each row, `k` of them (default 200); rows keep their order. */
  topMatches(rows: Int32Array, call?: PoolCall & { readonly k?: number }): Promise<ScoredBlock>;
  /** The users whose lists each row belongs in; see `rowsAbove` of {@link MatchKernel}. */
  rowsAbove(rows: Int32Array, thresholds: Float32Array, call?: PoolCall): Promise<ScoredBlock>;
  /** Ends the threads; calls under way reject. A second call does nothing. */
  close(): Promise<void>;
}

/**
 * Starts the threads over one population.
 *
 * @throws Error when the features were built with another model.
 * @throws RangeError when an option is not a positive integer.
 * @example
 * const pool = await openMatchPool(features, model, { threads: 2 });
 * const block = await pool.topMatches(Int32Array.of(0, 1, 2), { signal: ctx.signal });
 */
export async function openMatchPool(
  features: MatchFeatures,
  model: MatchModel,
  options: MatchPoolOptions = {},
): Promise<MatchPool> {
  checkModel(features, model);
  const threads = positive('threads', options.threads ?? defaultThreads());
  const chunk = positive('chunk', options.chunk ?? 256);
  const crew = await startCrew({ features, model, threads });
  const compute = async (tasks: readonly ThreadTask[], signal?: AbortSignal) =>
    joinBlocks(await crew.runAll(tasks, signal));
  return {
    threads,
    topMatches: async (rows, { k = DEFAULT_K, signal } = {}) => {
      checkRows(features, rows);
      return compute(
        cut(rows, chunk).map((part) => ({ kind: 'top', rows: part, k: checkK(k) })),
        signal,
      );
    },
    rowsAbove: async (rows, thresholds, { signal } = {}) => {
      checkRows(features, rows);
      checkThresholds(features, thresholds);
      return compute(
        cut(rows, chunk).map((part) => ({ kind: 'above', rows: part, thresholds })),
        signal,
      );
    },
    close: () => crew.close(),
  };
}

const defaultThreads = (): number => Math.min(4, Math.max(1, availableParallelism() - 1));

// The first thread prepares what all share, off the caller's thread.
async function startCrew(start: Omit<ThreadStart, 'thread' | 'prepared'>): Promise<Crew> {
  const first = await PoolMember.start({ ...start, thread: 0, prepared: null });
  const others = Array.from({ length: start.threads - 1 }, (_, i) =>
    PoolMember.start({ ...start, thread: i + 1, prepared: first.prepared }),
  );
  const started = await Promise.allSettled(others);
  const members = started.flatMap((other) => (other.status === 'fulfilled' ? [other.value.member] : []));
  const crew = new Crew([first.member, ...members]);
  const failed = started.find((other) => other.status === 'rejected');
  if (failed === undefined) return crew;
  await crew.close();
  throw failed.reason;
}

function cut(rows: Int32Array, chunk: number): Int32Array[] {
  return Array.from({ length: Math.ceil(rows.length / chunk) }, (_, i) => rows.slice(i * chunk, (i + 1) * chunk));
}

function positive(name: string, value: number): number {
  if (Number.isInteger(value) && value > 0) return value;
  throw new RangeError(`match pool option "${name}" must be a positive integer, received ${value}`);
}
