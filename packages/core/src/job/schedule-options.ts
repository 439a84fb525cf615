import type { Duration } from '../duration.js';

/** When a job runs by itself, and what happens when it could not. */
export interface ScheduleOptions extends SchedulePolicies {
  /**
   * Five fields (minute first), six with seconds, or an alias such as `@daily`. With both a day of the month and a day of the
   * week, either is enough.
   *
   * Read in the time zone: a wall time that daylight saving skips runs once, at the moment the clock jumps; one that comes
   * twice runs once, the first time. An expression for every hour, such as `*\/15 * * * *`, follows real time instead: it
   * runs whenever the clock shows a matching time.
   */
  readonly cron: string;
  /** IANA time zone that the fields are read in. Default `UTC`. */
  readonly timeZone?: string;
  /** Input of the runs it makes. Default: none. */
  readonly input?: unknown;
  /** False: stands in the catalogue and stays off until the host turns it on in `createJobs`. Default true. */
  readonly enabled?: boolean;
}

/** What happens to occurrences that come at a bad time. */
export interface SchedulePolicies {
  /**
   * What becomes of occurrences that passed by more than `grace` because nothing ran: `skip` forgets them, `once` makes one run for
   * the latest of them, `all` makes a run for each. With an occurrence that is only late, `once` makes no run besides that one.
   * The event `schedule:missed` tells how many there were, and how many got no run. Default `once`.
   */
  readonly missed?: MissedPolicy;
  /** Runs made at one time, at most; the oldest occurrences beyond it are dropped. From 1 to 1000. Default 100. */
  readonly missedCap?: number;
  /** How late an occurrence may be and still count as on time. Default 1 minute. */
  readonly grace?: Duration;
  /**
   * What happens when the schedule's last run is unfinished: `queue` enqueues the next one as well, `skip` leaves the occurrence
   * out and says `schedule:skipped`, `replace` cancels the unfinished one. With `skip` and `replace`, a catch-up makes one run
   * at most. Default `queue`.
   */
  readonly overlap?: OverlapPolicy;
}

export type MissedPolicy = 'skip' | 'once' | 'all';
export type OverlapPolicy = 'queue' | 'skip' | 'replace';
