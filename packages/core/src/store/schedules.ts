import type { Json } from '../json.js';
import type { NewRun } from './new-run.js';

/** A durable recurring rule; named after its job. */
export interface ScheduleRecord extends ScheduleRule {
  /** The next occurrence that has not been enqueued yet. */
  readonly nextAt: Date;
  readonly lastAt: Date | null;
  readonly lastRunId: string | null;
}

export interface ScheduleRule {
  readonly name: string;
  readonly job: string;
  /** Five or six fields (with seconds), or an alias such as `@daily`. */
  readonly cron: string;
  /** IANA name. */
  readonly timeZone: string;
  readonly input: Json;
}

/** Schedules at rest. The engine works out occurrences; the store makes sure that each is enqueued once. */
export interface ScheduleStore {
  /** The store's own time: occurrences are counted from it. */
  now(): Promise<Date>;

  /** Adds rules, or changes them by name. An unchanged rule keeps its `nextAt`; a changed or new one gets the given one. */
  save(rules: readonly (ScheduleRule & { readonly nextAt: Date })[]): Promise<void>;

  remove(names: readonly string[]): Promise<void>;

  list(): Promise<ScheduleRecord[]>;

  /** Schedules whose `nextAt` has come, and the milliseconds until the next one (null without any). */
  due(limit: number): Promise<{ readonly due: ScheduleRecord[]; readonly nextDueMs: number | null }>;

  /**
   * Moves a schedule from one occurrence to the next and enqueues the run, in one step, and only if nobody else did:
   * false when `nextAt` is no longer `from`.
   */
  advance(move: ScheduleMove): Promise<boolean>;
}

export interface ScheduleMove {
  readonly name: string;
  readonly from: Date;
  readonly to: Date;
  readonly run: NewRun;
}
