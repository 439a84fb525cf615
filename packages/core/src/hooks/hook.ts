import type { EnqueueOptions } from '../client/options.js';
import { NightshiftError } from '../errors.js';
import type { JobContext } from '../job/job-context.js';
import type { AnyJob } from '../job/job.js';
import type { EnqueueAnswer } from '../store/contract.js';
import type { RunError, RunRecord } from '../store/run-record.js';

/**
 * Something that the host does around every enqueue and every attempt: authorize, trace, measure, set up a context. Given to
 * `createJobs` in a list; the first is the outermost.
 *
 * @example
 * import { AsyncLocalStorage } from 'node:async_hooks';
 *
 * const tenant = new AsyncLocalStorage<string>();
 * const perTenant: Hook = {
 *   name: 'per-tenant',
 *   enqueue: (request, next) => next({ headers: { ...request.options.headers, tenant: tenant.getStore() ?? 'none' } }),
 *   run: (attempt, next) => tenant.run(attempt.run.headers?.tenant ?? 'none', next),
 * };
 * const jobs = createJobs({ jobs: [], store: memoryStore(), hooks: [perTenant] });
 */
export interface Hook {
  /** For messages; unique in the list. */
  readonly name: string;

  /**
   * Around each run that is enqueued, by whichever call: runs of one `enqueueMany` or flow pass their hooks side by side and
   * are stored together, so a hook must not wait for another run of its call. A run that a schedule makes passes no hook.
   * What it throws goes to the caller; unless it comes after `next`, nothing is enqueued.
   */
  enqueue?(request: EnqueueRequest, next: (changes?: EnqueueChanges) => Promise<EnqueueAnswer>): unknown;

  /**
   * Around each attempt's handler, between the check of its input and the writing down of its end. What `next` resolves with
   * is what the handler returned, and that is the run's result whatever the hook returns. A hook that throws fails the attempt.
   */
  run?(attempt: HookedAttempt, next: () => Promise<unknown>): unknown;
}

/** A run that is about to be enqueued, before its input is checked. */
export interface EnqueueRequest {
  readonly job: AnyJob;
  readonly input: unknown;
  readonly options: Omit<EnqueueOptions, 'tx'>;
  /** Set for the runs of a flow, which have no key. */
  readonly flowId: string | null;
  /** An error as it may be shown: without the values of secret fields, and capped. */
  describe(error: unknown): RunError;
}

/** What a hook wants otherwise; options are laid over those of the request. */
export type EnqueueChanges = Partial<Pick<EnqueueRequest, 'input' | 'options'>> &
  Pick<EnqueueRequest['options'], 'headers'>;

/** An attempt whose input is good and whose handler is about to be called. */
export interface HookedAttempt {
  readonly job: AnyJob;
  readonly run: Pick<RunRecord, 'id' | 'queue' | 'flowId' | 'headers' | 'createdAt' | 'attempt'>;
  readonly ctx: JobContext;
  /** Id of the worker. */
  readonly worker: string;
  /** An error as it is stored and shown: without the values of secret fields, and capped. */
  describe(error: unknown): RunError;
}

/** @throws NightshiftError `INVALID_OPTION` for names that are empty or stand twice. */
export function checkHooks(hooks: readonly Hook[]): readonly Hook[] {
  const names = hooks.map((hook) => hook.name);
  const bad = names.find((name, index) => name === '' || names.indexOf(name) !== index);
  if (bad === undefined) return hooks;
  throw new NightshiftError(
    'INVALID_OPTION',
    `Expected each hook to have a name of its own; received ${JSON.stringify(bad)}${bad === '' ? '' : ' twice'}.`,
  );
}
