import type { EnqueueOptions } from '../client/options.js';
import { NightshiftError } from '../errors.js';
import type { AnyJob } from '../job/job.js';

const LOWEST_PRIORITY = 100;

/** How a job is added, by the names that BullMQ has for it. */
export interface AddOptions {
  /** While an unfinished run of the job has this id, adding it again answers with that run. */
  readonly jobId?: string;
  /** Milliseconds from now. */
  readonly delay?: number;
  /** From 0 to 100: the lower number goes first, and 0 before all. Default: the job's own. */
  readonly priority?: number;
  /** Attempts in all. Default: the job's own. */
  readonly attempts?: number;
  /** Accepted where the job's own `retry` waits as long; refused where it does not, since a run has no backoff of its own. */
  readonly backoff?: number | BackoffOptions;
}

export interface BackoffOptions {
  readonly type: 'fixed' | 'exponential';
  /** Milliseconds. */
  readonly delay?: number;
  /** From 0 to 1: the share of a wait that chance decides. */
  readonly jitter?: number;
}

/** The options in our own words. @throws NightshiftError `INVALID_OPTION` for what has no honest counterpart. */
export function enqueueOptions(job: AnyJob, given: AddOptions): EnqueueOptions {
  for (const [name, value] of Object.entries(given)) {
    if (value !== undefined && !KNOWN.has(name)) throw refused(`the option ${name}`, INSTEAD[name] ?? 'leave it out');
  }
  const { jobId, delay, priority, attempts, backoff } = given;
  if (backoff !== undefined) checkBackoff(job, backoff, attempts ?? job.retry.attempts);
  return {
    ...(jobId !== undefined && { key: jobId }),
    ...(delay !== undefined && { delay }),
    ...(priority !== undefined && { priority: toPriority(priority) }),
    ...(attempts !== undefined && { attempts }),
  };
}

/** BullMQ's number for one of our priorities; negative for those that go before everything that was added without one. */
export function fromPriority(priority: number): number {
  return priority === 0 ? 0 : -priority;
}

const KNOWN: ReadonlySet<string> = new Set(['jobId', 'delay', 'priority', 'attempts', 'backoff']);

const INSTEAD: Readonly<Record<string, string>> = {
  deduplication: 'enqueue with `key` and `mode`: jobs.enqueue(job, input, { key, mode })',
  debounce: "enqueue with a key: jobs.enqueue(job, input, { key, mode: 'debounce', delay })",
  lifo: 'give a priority',
  parent: 'make a flow: jobs.enqueueFlow(jobs.plan(…)), or ctx.spawn in the parent',
  removeOnComplete: 'say how long runs are kept: createJobs({ retention })',
  removeOnFail: 'say how long runs are kept: createJobs({ retention })',
  repeat: 'save a schedule: jobs.schedules.save(…), or `schedule` in the definition',
  timeout: 'set `timeout` in the definition of the job',
};

function toPriority(priority: number): number {
  if (Number.isInteger(priority) && priority >= 0 && priority <= LOWEST_PRIORITY) return priority === 0 ? 0 : -priority;
  throw new NightshiftError(
    'INVALID_OPTION',
    `Expected priority to be a whole number from 0 to ${LOWEST_PRIORITY}, 0 first; received ${String(priority)}.`,
  );
}

function checkBackoff(job: AnyJob, backoff: number | BackoffOptions, attempts: number): void {
  const wanted = typeof backoff === 'number' ? { type: 'fixed' as const, delay: backoff } : backoff;
  for (let attempt = 1; attempt < attempts; attempt += 1) {
    for (const chance of [0, 0.5, 0.9]) {
      const own = job.retry.backoff(attempt, () => chance);
      if (Math.round(own) === Math.round(waitOf(wanted, attempt, chance))) continue;
      throw refused(
        `a backoff that differs from that of job "${job.name}" (after attempt ${attempt} it waits ${Math.round(own)} ms)`,
        'set `retry: { backoff }` in its definition, and leave it out here',
      );
    }
  }
}

/** As BullMQ reckons: fixed, or twice as long after every attempt, less what chance takes off. */
function waitOf({ type, delay = 0, jitter = 0 }: BackoffOptions, attempt: number, chance: number): number {
  const wait = type === 'exponential' ? delay * 2 ** (attempt - 1) : delay;
  return wait * (1 - jitter) + wait * jitter * chance;
}

function refused(what: string, instead: string): NightshiftError {
  return new NightshiftError('INVALID_OPTION', `A run cannot be added with ${what}: ${instead}.`);
}
