/** What the host tells the thread. Each stand-by has a number; what it holds is in memory that both see. */
export type ToThread =
  | {
      readonly kind: 'begin';
      readonly standBy: number;
      readonly leaseMs: number;
      readonly memory: readonly SharedArrayBuffer[];
    }
  | { readonly kind: 'more'; readonly standBy: number; readonly memory: SharedArrayBuffer }
  | { readonly kind: 'renewed'; readonly standBy: number; readonly at: number }
  | { readonly kind: 'end'; readonly standBy: number };

/** What the thread tells the host: the first failure after a success. It tells the message alone, which has no settings in it. */
export interface FromThread {
  readonly kind: 'failed';
  readonly standBy: number;
  readonly message: string;
  readonly code: string | null;
}

/** Milliseconds on a clock that all threads of the process share and that nobody sets. */
export function sharedNow(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1_000 + nanoseconds / 1_000_000;
}
