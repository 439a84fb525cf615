import type { MatchModel } from '../model/model.js';
import type { MatchFeatures } from './features.js';
import type { ScoredBlock } from './kernel.js';
import type { PreparedKernel } from './prepared-kernel.js';

/** What a thread starts with; the first one prepares the kernel for all. */
export interface ThreadStart {
  readonly features: MatchFeatures;
  readonly model: MatchModel;
  readonly threads: number;
  readonly thread: number;
  readonly prepared: PreparedKernel | null;
}

/** One chunk of rows for a thread. */
export type ThreadTask =
  | { readonly kind: 'top'; readonly rows: Int32Array; readonly k: number }
  | { readonly kind: 'above'; readonly rows: Int32Array; readonly thresholds: Float32Array };

/** What a thread says: once that it is ready, then one answer to each task. */
export type ThreadReply =
  | { readonly kind: 'ready'; readonly prepared: PreparedKernel }
  | { readonly kind: 'block'; readonly block: ScoredBlock }
  | { readonly kind: 'failed'; readonly error: unknown };
