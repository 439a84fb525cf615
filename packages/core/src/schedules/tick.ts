import type { Registry } from '../registry.js';
import { newRun } from '../client/new-run.js';
import type { Store } from '../store/contract.js';
import type { ScheduleRecord } from '../store/schedules.js';
import { nextOccurrence } from './occurrences.js';

const BATCH = 100;

/** What ticking needs. */
export interface TickEnvironment {
  readonly store: Store<unknown>;
  readonly registry: Registry;
  readonly newId: () => string;
}

/**
 * Enqueues the runs of the schedules that are due. Many processes may tick at once: the store lets each occurrence
 * through once. Occurrences that were missed while nothing ran become one run, for the latest of them.
 */
export async function tickSchedules(
  environment: TickEnvironment,
): Promise<{ readonly fired: number; readonly nextDueMs: number | null }> {
  const { store, registry } = environment;
  const { due, nextDueMs } = await store.schedules.due(BATCH);
  // A schedule of a job that only other workers know is left to them.
  const known = due.filter((schedule) => registry.find(schedule.job) !== undefined);
  if (known.length === 0) return { fired: 0, nextDueMs: due.length > 0 ? null : nextDueMs };
  const now = await store.schedules.now();
  let fired = 0;
  for (const schedule of known) if (await fire(environment, schedule, now)) fired += 1;
  // The schedules that fired have new occurrences, so the wait has to be asked for again.
  return { fired, nextDueMs: 0 };
}

function fire({ store, registry, newId }: TickEnvironment, schedule: ScheduleRecord, now: Date): Promise<boolean> {
  const job = registry.get(schedule.job);
  const run = newRun(job, { id: newId(), input: schedule.input, trigger: 'schedule' });
  return store.schedules.advance({
    name: schedule.name,
    from: schedule.nextAt,
    to: nextOccurrence(schedule, now),
    run,
  });
}
