/** A bound on how much runs at once or how often runs start, over the whole fleet. */
export interface LimitRule {
  /** What it counts: the runs of a queue, of a job, or of each limit key of a job. */
  readonly scope: 'queue' | 'job' | 'key';
  /** Name of the queue, or of the job. */
  readonly name: string;
  /** Runs that execute at the same time. */
  readonly concurrency?: number;
  readonly rate?: RateRule;
  /**
   * For `key`: runs of a key start in the order in which they would be claimed, and one that has begun keeps the key until it
   * is final, through retries and waits. It goes with a concurrency of 1.
   */
  readonly ordered?: boolean;
}

/** At most `limit` starts in any window of this length, and at most `burst` of them in that share of the window that is theirs. */
export interface RateRule {
  readonly limit: number;
  readonly windowMs: number;
  /** From 1 to `limit`; the same as `limit` for no bound of its own. */
  readonly burst: number;
}

/** What the fleet holds back, and for how long. */
export interface LimitStore {
  /** Stops runs of a queue or a job from being claimed, until `resume`. What runs goes on. Pausing twice keeps the first. */
  pause(target: PauseTarget, by: PauseReason): Promise<void>;

  /** @returns false when it was not paused. */
  resume(target: PauseTarget): Promise<boolean>;

  /** What is paused, oldest first. */
  paused(): Promise<Pause[]>;

  /**
   * When each of these rates lets a run start again, in milliseconds from now; null when it does now. A key is given for
   * rules of scope `key`. A window that a release closed counts for the key that it closed.
   */
  opensInMs(windows: readonly RateWindow[]): Promise<(number | null)[]>;

  /** Milliseconds until the first window opens that holds back a queued run of these jobs now; null when none does. */
  nextOpeningMs(jobs: readonly string[], rules: readonly LimitRule[]): Promise<number | null>;
}

export type PauseTarget = { readonly queue: string } | { readonly job: string };

export interface PauseReason {
  /** Who paused it, in words: `cli`, `api`, a user's name. */
  readonly by: string;
  readonly message?: string;
}

export type Pause = PauseTarget & PauseReason & { readonly at: Date };

export interface RateWindow {
  readonly rule: LimitRule;
  readonly key?: string;
}
