import type { Json } from '../json.js';
import type { OnFailure } from './new-run.js';
import type { RunLog, RunRecord, RunState, RunTrigger } from './run-record.js';

/** Reading, for the client, the command line and the admin page. It never blocks or changes work. */
export interface RunReader {
  /** The runs that exist, in the order asked for; unknown ids are left out. */
  get(runIds: readonly string[]): Promise<RunRecord[]>;

  /** Runs that match, newest first; `next` continues where the page ended. */
  list(filter: RunFilter, page: Page): Promise<{ readonly runs: RunRecord[]; readonly next: string | null }>;

  /**
   * Runs that ended at or after a moment of the store's time, in the order in which they ended; `next` continues where the
   * page ended, as long as the last run of that page is not pruned.
   */
  finished(since: Date, page: Page): Promise<{ readonly runs: RunRecord[]; readonly next: string | null }>;

  /** How many runs match, by state; every state is there, also with 0. */
  counts(filter: Omit<RunFilter, 'states'>): Promise<Record<RunState, number>>;

  /** Log lines of a run with `seq` greater than `after`, oldest first. */
  logs(runId: string, page: { readonly after: number; readonly limit: number }): Promise<RunLog[]>;

  /** The runs that this run waits for or waited for. */
  parents(runId: string): Promise<Dependency[]>;

  /** The runs that a run spawned, in the order of their ids, those with an id greater than `after`. */
  children(runId: string, page: { readonly after?: string; readonly limit: number }): Promise<RunRecord[]>;

  /** Every run of a flow, oldest first. */
  flow(flowId: string): Promise<RunRecord[]>;

  /** How many queued runs would be claimed before this one, among all jobs; null when it is not queued. */
  ahead(runId: string): Promise<number | null>;

  /**
   * The queued runs, counted by job, queue and group, in no order. What is finished costs it nothing; it may look at every run
   * that is queued.
   */
  backlog(): Promise<Backlog[]>;
}

export interface RunFilter {
  readonly states?: readonly RunState[];
  readonly jobs?: readonly string[];
  readonly groups?: readonly string[];
  readonly queues?: readonly string[];
  readonly flowId?: string;
  readonly key?: string;
  readonly limitKey?: string;
  /** Children of this run. */
  readonly spawnedBy?: string;
  readonly triggers?: readonly RunTrigger[];
}

export interface Page {
  readonly limit: number;
  /** `next` of the page before. */
  readonly after?: string;
}

/** The queued runs of a job, in one queue and one group. */
export interface Backlog {
  readonly job: string;
  readonly queue: string;
  readonly group: string | null;
  readonly queued: number;
  /** Since when the longest due of them is due. */
  readonly oldestRunAt: Date;
}

export interface Dependency {
  readonly runId: string;
  readonly job: string;
  readonly state: RunState;
  readonly onFailure: OnFailure;
  readonly output: Json | null;
}
