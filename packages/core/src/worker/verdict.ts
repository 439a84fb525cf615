import type { Random } from '../clock.js';
import { NightshiftError, NonRetryableError, type ErrorCode } from '../errors.js';
import type { RetryPolicy } from '../job/retry-policy.js';
import type { Json } from '../json.js';
import type { Mask } from '../redaction/mask.js';
import { toRunError } from '../run-error.js';
import { LONGEST_DELAY_MS } from '../store/check-arguments.js';
import type { Lease, Release, Settlement } from '../store/contract.js';
import type { RunError, RunRecord } from '../store/run-record.js';
import type { RunAborted } from './run-aborted.js';

/** How an attempt ended, as the executor saw it. */
export type AttemptEnd =
  | { readonly kind: 'done'; readonly output: Json }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'snoozed'; readonly delayMs: number }
  /** `run` is over, and what it spawned is not. */
  | { readonly kind: 'spawned' }
  | { readonly kind: 'retry-after'; readonly delayMs: number; readonly reason: string | undefined }
  /** The handler stopped because its signal had aborted. */
  | { readonly kind: 'aborted'; readonly reason: RunAborted }
  /** The handler ignored its abort for the whole grace. */
  | { readonly kind: 'stuck'; readonly reason: RunAborted }
  /** Its worker died: nobody renewed the lease. */
  | { readonly kind: 'lease-expired' };

/** What becomes of the run. */
export type Verdict =
  | { readonly verb: 'settle'; readonly settlement: Settlement }
  | { readonly verb: 'release'; readonly release: Release }
  /** The lease is somebody else's: there is nothing to write. */
  | { readonly verb: 'nothing' };

interface DecidePolicy {
  readonly retry: Required<RetryPolicy>;
  readonly random: Random;
  readonly mask?: Mask;
  /** Whether being asked to wait holds back the other runs of the same limit key as well. */
  readonly closesWindow?: boolean;
}

/** Decides what becomes of a run after an attempt. Pure: the same end always gives the same verdict. */
export function decide(
  run: Pick<RunRecord, 'id' | 'token' | 'attempt' | 'maxAttempts'>,
  end: AttemptEnd,
  policy: DecidePolicy,
): Verdict {
  const lease: Lease = { runId: run.id, token: run.token };
  switch (end.kind) {
    case 'done':
      return settle({ lease, state: 'success', output: end.output, error: null, attempt: { outcome: 'success' } });
    case 'snoozed':
      return release({ lease, delayMs: end.delayMs, spend: false, attempt: { outcome: 'snoozed' } });
    case 'spawned':
      return release({ lease, delayMs: 0, spend: false, untilChildren: true, attempt: { outcome: 'spawned' } });
    case 'retry-after':
      return again(run, {
        error: askedToWait(end.reason),
        delayMs: () => end.delayMs,
        closesWindow: policy.closesWindow === true,
      });
    case 'failed':
      return afterError(run, end.error, policy);
    case 'aborted':
      return afterAbort(run, end.reason, policy);
    case 'stuck':
      return afterStuck(run, end.reason, policy);
    case 'lease-expired':
      return again(run, { error: LEASE_EXPIRED, delayMs: () => 0, outcome: 'lease-expired' });
  }
}

const LEASE_EXPIRED: RunError = {
  code: 'LEASE_EXPIRED',
  name: 'NightshiftError',
  message: 'The worker stopped renewing its lease: it died, or lost the store',
};

type Attempted = Parameters<typeof decide>[0];

function afterError(run: Attempted, error: unknown, { retry, random, mask }: DecidePolicy): Verdict {
  const failure = { error: toRunError(error, mask), delayMs: () => retry.backoff(run.attempt, random) };
  return isRetryable(error, retry) ? again(run, failure) : fail(run, failure);
}

function afterAbort(run: Attempted, reason: RunAborted, policy: DecidePolicy): Verdict {
  const lease: Lease = { runId: run.id, token: run.token };
  switch (reason.code) {
    case 'CANCELLED':
      return settle({
        lease,
        state: 'cancelled',
        output: null,
        error: null,
        ...(reason.cancel && { cancel: reason.cancel }),
        attempt: { outcome: 'cancelled' },
      });
    case 'SHUTDOWN':
      return release({ lease, delayMs: 0, spend: false, attempt: { outcome: 'interrupted' } });
    case 'TIMEOUT':
      return afterError(run, reason, policy);
    case 'LEASE_LOST':
      return { verb: 'nothing' };
  }
}

// Whoever ignores the abort pays with the attempt, so that a hanging job cannot loop for ever.
function afterStuck(run: Attempted, reason: RunAborted, policy: DecidePolicy): Verdict {
  if (reason.code === 'CANCELLED' || reason.code === 'LEASE_LOST') return afterAbort(run, reason, policy);
  const error: RunError = {
    code: 'STUCK',
    name: 'NightshiftError',
    message: `${reason.message}; the handler did not stop within its grace, and its code may still be running`,
  };
  const backoff = (): number => policy.retry.backoff(run.attempt, policy.random);
  return again(run, { error, delayMs: reason.code === 'SHUTDOWN' ? () => 0 : backoff, outcome: 'stuck' });
}

interface Failure {
  readonly error: RunError;
  delayMs(): number;
  readonly outcome?: 'failed' | 'lease-expired' | 'stuck';
  readonly closesWindow?: boolean;
}

function again(run: Attempted, failure: Failure): Verdict {
  if (run.attempt >= run.maxAttempts) return fail(run, failure);
  const lease: Lease = { runId: run.id, token: run.token };
  const attempt = { outcome: failure.outcome ?? 'failed', error: failure.error } as const;
  const closes = failure.closesWindow === true && { closesWindow: true };
  return release({ lease, delayMs: failure.delayMs(), spend: true, ...closes, attempt });
}

function fail(run: Attempted, { error, outcome = 'failed' }: Failure): Verdict {
  const lease: Lease = { runId: run.id, token: run.token };
  return settle({ lease, state: 'failed', output: null, error, attempt: { outcome, error } });
}

const NEVER_RETRIED: ReadonlySet<ErrorCode> = new Set([
  'CHILD_FAILED',
  'INVALID_INPUT',
  'INVALID_OUTPUT',
  'UPCAST_FAILED',
]);

function isRetryable(error: unknown, retry: Required<RetryPolicy>): boolean {
  if (error instanceof NonRetryableError) return false;
  if (error instanceof NightshiftError && NEVER_RETRIED.has(error.code)) return false;
  return retry.retryIf(error);
}

function askedToWait(reason = 'The handler asked to be tried again later'): RunError {
  return { code: 'HANDLER_ERROR', name: 'RetryAfter', message: reason };
}

function settle(settlement: Settlement): Verdict {
  return { verb: 'settle', settlement };
}

function release(given: Release): Verdict {
  return { verb: 'release', release: { ...given, delayMs: storableDelay(given.delayMs) } };
}

/** Whatever a backoff gives: what is no number is no wait, and no wait is longer than a date can hold. */
function storableDelay(delayMs: number): number {
  return Number.isNaN(delayMs) ? 0 : Math.min(Math.max(0, Math.round(delayMs)), LONGEST_DELAY_MS);
}
