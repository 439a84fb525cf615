import type { Break } from './settings.js';
import type { StoreConfig } from './store-config.js';

/** What a worker process is told, as JSON. */
export interface WorkerConfig {
  readonly store: StoreConfig;
  readonly concurrency: number;
  readonly leaseMs: number;
  /** How often to look for work; the store's own habit when null. */
  readonly pollMs: number | null;
  readonly pieceMs: number;
  /** False has the job note its work in a transaction of its own, which the checkpoint joins, where the store has transactions. */
  readonly notesItself: boolean;
  /** It appends the id of each run whose settle was accepted. */
  readonly settledFile: string;
  /** Where a job without transactions appends each piece whose checkpoint was accepted. */
  readonly notedFile: string;
  /** Whose clock jumps about, by at most so many milliseconds either way. */
  readonly clock: { readonly of: 'worker' | 'store'; readonly byMs: number; readonly seed: number } | null;
  readonly breaks: Break | null;
  /** What it enqueues itself before it works, because nobody else can open its store; it ends when all of it is final. */
  readonly own: { readonly runs: number; readonly enqueuedFile: string } | null;
}
