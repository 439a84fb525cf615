/** Something happened that a process may want to act on at once. A lost signal costs a poll interval, never a run. */
export type Signal =
  /** Runs were queued, or are due at a moment that nobody may know of yet. With `due`, all of them may be claimed now. */
  | { readonly kind: 'queued'; readonly due?: true }
  | { readonly kind: 'cancel'; readonly runId: string }
  | { readonly kind: 'settled'; readonly runId: string };

/** How a store wakes other processes, and this one. */
export interface Notifications {
  /**
   * Calls the listener for every signal from now on, whichever process caused it. A store need not tell of runs that join others
   * which nobody has claimed yet: whoever may take those was told of them.
   *
   * @param options.kinds - what the listener acts on; all kinds unless given. A store need not send it the others, and may.
   * @returns whether signals really arrive (false: a pooler swallows them, so poll), and how to stop.
   */
  subscribe(listener: (signal: Signal) => void, options?: ListenOptions): Promise<Subscription>;
}

export interface ListenOptions {
  readonly kinds?: readonly Signal['kind'][];
}

export interface Subscription {
  readonly live: boolean;
  unsubscribe(): Promise<void>;
}
