import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { Duration } from '../duration.js';
import type { Json } from '../json.js';
import type { OnFailure } from '../store/new-run.js';
import type { JobContext } from './job-context.js';
import type { JobTypes, TypedJob } from './job-types.js';
import type { Outcome } from './outcome.js';
import type { RetryPolicy } from './retry-policy.js';
import type { LimitOptions, RunLimits } from './run-limits.js';
import type { ScheduleOptions } from './schedule-options.js';

/**
 * A job: a plain value that can be imported anywhere. Made by {@link defineJob}; its type carries what the rest is typed from.
 *
 * @typeParam Types - what goes in and comes out; see {@link JobTypes}.
 */
export interface Job<Name extends string = string, Types extends JobTypes = JobTypes> extends TypedJob<Name, Types> {
  readonly description: string;
  readonly group: string | null;
  readonly queue: string;
  readonly input: StandardSchemaV1<Types['input'], Types['parsed']>;
  readonly dependsOn: readonly JobEdge[];
  readonly after: readonly JobEdge[];
  readonly retry: Required<RetryPolicy>;
  /** Milliseconds that an attempt may take, or null without a limit. */
  readonly timeoutMs: number | null;
  /** Milliseconds between the abort and giving the handler up as stuck. */
  readonly graceMs: number;
  readonly priority: number;
  readonly limits: RunLimits;
  /** The payload version that inputs are written for. */
  readonly version: number;
  /** Turns an input of an older version into one of this version. */
  readonly upcast: Upcast | null;
  /** Turns what a handler of an older version saved into what this one reads. */
  readonly upcastCheckpoint: UpcastCheckpoint | null;
  readonly schedule: ScheduleOptions | null;
  /** Paths of secrets that the schema does not mark itself. */
  readonly secrets: readonly string[];
  /** The second part of a run that spawned children; null when it has none. */
  readonly collect: Handler<Types> | null;
  // A method, so that a list may hold jobs of different types.
  run(ctx: JobContext<Types['parsed'], Types['services'], Types['results'], Types['tx']>): unknown;
}

/**
 * Turns what an older build stored into what this one reads.
 *
 * @param stored - the input as it was given then.
 * @param version - the version that it was given for, lower than the job's.
 */
export type Upcast = (stored: Json, version: number) => unknown;

/**
 * Turns what an older build's handler saved as its checkpoint into what this one reads. Give it back as it is where its shape
 * has not changed: `preflight` then knows that it was thought of.
 *
 * @param saved - the value of `ctx.checkpoint.save`.
 * @param version - the payload version of the job that saved it, lower than the job's.
 */
export type UpcastCheckpoint = (saved: Json, version: number) => Json;

/** A handler; the method makes it accept jobs of different types in one list. */
export type Handler<Types extends JobTypes> = {
  handle(ctx: JobContext<Types['parsed'], Types['services'], Types['results'], Types['tx']>): unknown;
}['handle'];

/** Any job, whatever its types. */
export type AnyJob = Job;

/** A dependency as a definition states it: the job, or the job with what its failure means. */
export type DependencyOption = AnyJob | JobEdge;

export interface JobEdge {
  readonly job: AnyJob;
  /** What happens to this job's run when the other's fails or is cancelled. */
  readonly onFailure: OnFailure;
}

/** What {@link defineJob} takes. */
export interface JobDefinition<
  Name extends string,
  Schema extends StandardSchemaV1,
  Returned,
  Collected,
  Services extends object,
  Tx,
  Needs extends readonly DependencyOption[],
> extends LimitOptions<StandardSchemaV1.InferOutput<Schema>> {
  /** Lower-case words joined by hyphens, at most 100 characters; unique in a registry. */
  readonly name: Name;
  /** One sentence for people: what it does. */
  readonly description: string;
  /** The shelf of the catalogue it stands on. */
  readonly group?: string;
  /** The lane its runs wait in. Default `default`. */
  readonly queue?: string;
  /** Any Standard Schema, such as zod's. Checked at enqueue and again before work. Default: no input. */
  readonly input?: Schema;
  /** What the handler needs from the host: `services: requires<{ db: Database }>()`. */
  readonly services?: Requirement<Services>;
  /** The kind of transaction that checkpoints join: `transaction: requires<PostgresTransaction>()`. Stores without it are refused by the compiler. */
  readonly transaction?: Requirement<Tx>;
  /** Jobs whose runs come first; a plan pulls them in when they are missing. Their failure cancels this one unless said otherwise. */
  readonly dependsOn?: Needs;
  /** Jobs whose runs come first if they are in the plan anyway. Their failure does not matter. */
  readonly after?: readonly AnyJob[];
  readonly retry?: RetryPolicy;
  /** How long an attempt may take; then its signal aborts. Default: no limit. */
  readonly timeout?: Duration;
  /** How long an aborted handler may take to stop before it is given up as stuck and its slot is freed. Default 10 s. */
  readonly grace?: Duration;
  /** Higher runs first, from -100 to 100. Default 0. */
  readonly priority?: number;
  readonly schedule?: ScheduleOptions;
  /** Counts up when stored inputs of older builds no longer fit the schema. From 1, which is the default. */
  readonly version?: number;
  /** Turns an input of an older version into one of this version; the schema is applied to what it returns. */
  readonly upcast?: Upcast;
  /** Turns a checkpoint that an older version's handler saved into one of this version. Default: it is read as it is. */
  readonly upcastCheckpoint?: UpcastCheckpoint;
  /**
   * Paths of input values that never reach logs, errors, events, outputs or pages, for schemas that cannot mark them:
   * `['apiKey', 'card.number', 'items.*.token']`. The star is any item of a list and any property.
   */
  readonly secrets?: readonly string[];
  run(ctx: JobContext<StandardSchemaV1.InferOutput<Schema>, Services, ResultsOf<Needs>, Tx>): Returned;
  /**
   * For a job that spawns: called once all children are final, with their results in `ctx.children`. What it returns is the
   * output. It may be tried again as `run` may; `run` is not called again.
   */
  collect?(ctx: JobContext<StandardSchemaV1.InferOutput<Schema>, Services, ResultsOf<Needs>, Tx>): Collected;
}

/** Names a type that a definition needs, without a value. */
export interface Requirement<Type> {
  readonly requires?: Type;
}

/**
 * States a type that the host has to provide; the value itself is empty.
 *
 * @example
 * const greet = defineJob({
 *   name: 'greet',
 *   description: 'Greets somebody by mail.',
 *   services: requires<{ mailer: { send(text: string): Promise<void> } }>(),
 *   run: (ctx) => ctx.services.mailer.send('Hello'),
 * });
 */
export function requires<Type>(): Requirement<Type> {
  return {};
}

/** What a handler's returned type means as output: its promise resolved, outcomes such as a snooze left out. */
export type OutputOf<Returned> = Exclude<Awaited<Returned>, Outcome>;

export type ResultsOf<Needs extends readonly DependencyOption[]> = {
  readonly [Need in Needs[number] as JobIn<Need>['name']]?: NonNullable<JobIn<Need>['types']>['output'];
};

type JobIn<Need extends DependencyOption> = Need extends JobEdge ? Need['job'] : Need extends AnyJob ? Need : never;
