import { newRun } from '../client/new-run.js';
import { NightshiftError } from '../errors.js';
import type { JobEventEmitter } from '../events.js';
import type { RunLogger } from '../job/job-context.js';
import type { AnyJob } from '../job/job.js';
import { bringUp } from '../job/read-input.js';
import type { Json } from '../json.js';
import type { Registry } from '../registry.js';
import type { Store } from '../store/contract.js';
import type { NewRun } from '../store/new-run.js';
import { FINAL_STATES, type CancelReason } from '../store/run-record.js';
import type { ScheduleRecord } from '../store/schedules.js';
import { dueOccurrences, type DueOccurrences } from './due-occurrences.js';
import { occurrenceId } from './occurrence-id.js';

const BATCH = 100;
const RETRY_MS = 1_000;

/** What ticking needs. */
export interface TickEnvironment {
  readonly store: Store<unknown>;
  readonly registry: Registry;
  readonly events: JobEventEmitter;
  readonly logger: RunLogger;
  /** The key that a run with this input is counted under. */
  readonly limitKeyFor: (job: AnyJob, input: Json) => Promise<string | null>;
  /** Told of a schedule that could not be ticked; the others go on. */
  onError(schedule: string, error: unknown): void;
}

/**
 * Deals with the schedules that are due, those of this registry's jobs. Many processes may tick at once: the store lets each
 * occurrence through once, and only who moved a schedule tells of it.
 *
 * @returns how many runs were enqueued, and the milliseconds until the next schedule is due; null when there is none.
 */
export async function tickSchedules(
  environment: TickEnvironment,
): Promise<{ readonly enqueued: number; readonly nextDueMs: number | null }> {
  const { store, registry } = environment;
  const { due, nextDueMs } = await store.schedules.due({ jobs: registry.names, limit: BATCH });
  if (due.length === 0) return { enqueued: 0, nextDueMs };
  // An input of a later version is left to workers of the build that knows it.
  const readable = due.filter(({ job, version }) => version <= registry.get(job).version);
  if (readable.length === 0) return { enqueued: 0, nextDueMs: RETRY_MS };
  const now = await store.schedules.now();
  let enqueued = 0;
  let allMoved = true;
  for (const schedule of readable) {
    const made = await fire(environment, schedule, now).catch((error: unknown) => {
      environment.onError(schedule.name, error);
      return null;
    });
    enqueued += made ?? 0;
    allMoved &&= made !== null;
  }
  // What was moved has a new occurrence, so the wait has to be asked for again; what was not is not tried without a pause.
  return { enqueued, nextDueMs: allMoved ? 0 : RETRY_MS };
}

/** How many runs a schedule's due occurrences were given; null when another process moved it, or changed it, meanwhile. */
async function fire(environment: TickEnvironment, schedule: ScheduleRecord, now: Date): Promise<number | null> {
  const { store } = environment;
  const found = dueOccurrences(schedule, now);
  const unfinished = found.made.length > 0 ? await unfinishedRun(store, schedule) : null;
  const isSkipped = unfinished !== null && schedule.overlap === 'skip';
  const runs = isSkipped ? [] : await newRuns(environment, schedule, found);
  // Before the move: should this process die in between, the occurrence is still due, and another one makes its run.
  const isReplaced = unfinished !== null && schedule.overlap === 'replace' && !runs.some(({ id }) => id === unfinished);
  if (isReplaced) await store.cancel([unfinished], replaced(schedule, found));
  const { name, cron, timeZone, nextAt: from } = schedule;
  const lastAt = found.made.at(-1) ?? found.last;
  const moved = await store.schedules.advance({ name, cron, timeZone, from, to: found.next, runs, lastAt });
  if (!moved) return null;
  if (isSkipped) tellSkipped(environment, schedule, { ...found, unfinished });
  else tellMissed(environment, schedule, { ...found, made: runs.length });
  return runs.length;
}

/** The schedule's last run, where it matters that it is unfinished. */
async function unfinishedRun(store: Store<unknown>, { overlap, lastRunId }: ScheduleRecord): Promise<string | null> {
  if (overlap === 'queue' || lastRunId === null) return null;
  const [run] = await store.read.get([lastRunId]);
  const isFinal = run === undefined || FINAL_STATES.some((state) => state === run.state);
  return isFinal ? null : lastRunId;
}

async function newRuns(
  { registry, limitKeyFor }: TickEnvironment,
  schedule: ScheduleRecord,
  { made }: DueOccurrences,
): Promise<NewRun[]> {
  const job = registry.get(schedule.job);
  const { input, version } = currentInput(job, schedule);
  const limitKey = await limitKeyFor(job, input).catch(noneForBadInput);
  return made.map((scheduledFor) => {
    const id = occurrenceId(schedule.name, scheduledFor);
    return { ...newRun(job, { id, input, limitKey, trigger: 'schedule', scheduledFor }), version };
  });
}

/** The input in the job's version; as it was stored where it cannot be brought up, so that its run fails and says why. */
function currentInput(job: AnyJob, stored: ScheduleRecord): Pick<ScheduleRecord, 'input' | 'version'> {
  if (stored.version === job.version) return stored;
  try {
    return { input: bringUp(job, stored) as Json, version: job.version };
  } catch {
    return stored;
  }
}

/** An input that the job takes no longer fails its run, where people see it; the schedule goes on. */
function noneForBadInput(error: unknown): null {
  if (error instanceof NightshiftError && error.code === 'INVALID_INPUT') return null;
  throw error;
}

function replaced({ name }: ScheduleRecord, { last }: DueOccurrences): CancelReason {
  return { code: 'requested', by: `schedule ${name}`, message: `Replaced by the run for ${last.toISOString()}` };
}

function tellSkipped(
  { events }: TickEnvironment,
  { name, job }: ScheduleRecord,
  { due, last, unfinished }: Pick<DueOccurrences, 'due' | 'last'> & { readonly unfinished: string },
): void {
  events.emit('schedule:skipped', { name, job, due, at: last, unfinished });
}

function tellMissed(
  { events, logger }: TickEnvironment,
  { name, job, missed: policy }: ScheduleRecord,
  { due, missed, made, first, last }: Omit<DueOccurrences, 'made'> & { readonly made: number },
): void {
  if (missed === 0 && made === due) return;
  const dropped = due - made;
  events.emit('schedule:missed', { name, job, policy, due, made, dropped, from: first, to: last });
  if (dropped > 0) logger.warn(`Schedule "${name}" made ${made} runs for ${due} occurrences`, { job, policy, dropped });
}
