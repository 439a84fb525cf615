import type { MissedPolicy, OverlapPolicy } from '../job/schedule-options.js';
import type { Json } from '../json.js';
import type { NewRun } from './new-run.js';

/** A durable recurring rule, and where it stands. */
export interface ScheduleRecord extends ScheduleRule {
  /** The next occurrence that has not been dealt with yet. */
  readonly nextAt: Date;
  /** The last occurrence that got a run, and its run. */
  readonly lastAt: Date | null;
  readonly lastRunId: string | null;
  /** Since when it is paused, and by whom, in words; null while it is not. A paused one is never due. */
  readonly pausedAt: Date | null;
  readonly pausedBy: string | null;
}

export interface ScheduleRule {
  readonly name: string;
  readonly job: string;
  /** Five or six fields (with seconds), or an alias such as `@daily`. */
  readonly cron: string;
  /** IANA name. */
  readonly timeZone: string;
  readonly input: Json;
  /** The job's payload version that the input was written for. */
  readonly version: number;
  readonly origin: ScheduleOrigin;
  readonly missed: MissedPolicy;
  readonly missedCap: number;
  readonly graceMs: number;
  readonly overlap: OverlapPolicy;
}

/** Who a rule belongs to: the definition of the job it is named after, or whoever stored it at run time. */
export type ScheduleOrigin = 'code' | 'stored';

/** Schedules at rest. The engine works out occurrences; the store makes sure that each is dealt with once. */
export interface ScheduleStore {
  /** The store's own time: occurrences are counted from it. */
  now(): Promise<Date>;

  /**
   * Adds rules, or changes them by name. A rule whose `cron` and `timeZone` stay the same keeps its `nextAt`; another one gets the
   * given one. What is known of the last run stays, and so does a pause.
   *
   * @throws NightshiftError `DUPLICATE_SCHEDULE`, and saves none of them, when a rule of the same name has another origin.
   */
  save(rules: readonly (ScheduleRule & { readonly nextAt: Date })[]): Promise<void>;

  remove(names: readonly string[]): Promise<void>;

  /** Every schedule, by name. */
  list(): Promise<ScheduleRecord[]>;

  /** Keeps a schedule from being due, from now on. Pausing twice keeps the first. False: there is none of this name. */
  pause(name: string, by: string): Promise<boolean>;

  /** Ends a pause, with the occurrence to go on with. One that is not paused keeps its own. False: there is none of this name. */
  resume(name: string, nextAt: Date): Promise<boolean>;

  /**
   * Schedules of these jobs whose `nextAt` has come, the longest due first, and the milliseconds until the next one of these jobs
   * (null without any). Paused ones are left out.
   */
  due(request: DueRequest): Promise<{ readonly due: ScheduleRecord[]; readonly nextDueMs: number | null }>;

  /**
   * Moves a schedule from one occurrence to a later one and enqueues the runs of those between, in one step, and only if nobody
   * else did: false, and nothing happened, when its `nextAt` is no longer `from`, its `cron` or `timeZone` is another by
   * now, it is paused, or it is gone.
   *
   * A run whose id the store has already is that occurrence's run: it is not added again. A run whose key is held is not added
   * either; the holder then counts as the run.
   */
  advance(move: ScheduleMove): Promise<boolean>;
}

export interface DueRequest {
  readonly jobs: readonly string[];
  readonly limit: number;
}

export interface ScheduleMove {
  readonly name: string;
  /** The rule that the occurrences were worked out from. */
  readonly cron: string;
  readonly timeZone: string;
  readonly from: Date;
  readonly to: Date;
  /** Runs of the occurrences that get one, oldest first. */
  readonly runs: readonly NewRun[];
  /** The occurrence of the last of the runs; noted with that run, and not at all when there are none. */
  readonly lastAt: Date;
}
