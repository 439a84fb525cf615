/** What a drain process is told to do, once. */
export interface DrainOrder {
  readonly engine: 'postgres' | 'redis';
  readonly url: string;
  readonly concurrency: number;
  /** Milliseconds that each handler waits; 0 for one that returns at once. */
  readonly handlerMs: number;
}

/** What a process and its parent say to each other: it is working, how many has it settled, so many. */
export type DrainMessage = { readonly kind: 'working' } | { readonly kind: 'settled'; readonly runs: number };
