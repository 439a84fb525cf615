/**
 * Every error that Nightshift itself throws has one of these codes. They are stable: match on them, not on messages.
 * `docs/errors.md` explains each one.
 */
export const ERROR_CODES = [
  'CANCELLED',
  'CHILD_FAILED',
  'DUPLICATE_JOB',
  'DUPLICATE_SCHEDULE',
  'HANDLER_ERROR',
  'HOOK_MISUSED',
  'INVALID_DEFINITION',
  'INVALID_INPUT',
  'INVALID_OPTION',
  'INVALID_OUTPUT',
  'LEASE_EXPIRED',
  'LEASE_LOST',
  'MIGRATION_DRIFT',
  'NEWER_VERSION',
  'PLAN_CYCLE',
  'RESERVED_NAME',
  'RUN_FAILED',
  'RUN_NOT_FOUND',
  'SCHEDULE_NOT_FOUND',
  'SHUTDOWN',
  'STORE_CLOSED',
  'STORE_IN_USE',
  'STORE_MOVED',
  'STORE_UNREACHABLE',
  'STUCK',
  'TIMEOUT',
  'TOO_MANY_FAILURES',
  'TX_UNSUPPORTED',
  'UNKNOWN_JOB',
  'UPCAST_FAILED',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/**
 * An error with a stable code.
 *
 * @example
 * try {
 *   await jobs.enqueue('send-mail', { to: 'nobody' });
 * } catch (error) {
 *   if (error instanceof NightshiftError && error.code === 'INVALID_INPUT') console.error(error.message);
 * }
 */
export class NightshiftError extends Error {
  override readonly name: string = 'NightshiftError';

  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** One thing that is wrong with an input, and where. */
export interface InputIssue {
  /** Dotted path into the input; empty for the input itself. */
  readonly path: string;
  readonly message: string;
}

/** An input that its job's schema refuses. It is never retried. */
export class InvalidInputError extends NightshiftError {
  override readonly name = 'InvalidInputError';

  constructor(
    readonly job: string,
    readonly issues: readonly InputIssue[],
    where = 'input',
  ) {
    super('INVALID_INPUT', `Invalid ${where} for job "${job}": ${issues.map(describeIssue).join('; ')}`);
  }
}

/**
 * Throw it from a handler when trying again cannot help: the run fails now, whatever its retry policy says.
 *
 * @example
 * const charge = defineJob({
 *   name: 'charge',
 *   description: 'Charges an account.',
 *   run: () => Promise.reject(new NonRetryableError('The account was closed')),
 * });
 */
export class NonRetryableError extends Error {
  override readonly name = 'NonRetryableError';
}

/** A run that was awaited ended as `failed` or `cancelled`. */
export class RunFailedError extends NightshiftError {
  override readonly name = 'RunFailedError';

  constructor(
    readonly run: { readonly id: string; readonly job: string; readonly state: 'failed' | 'cancelled' },
    reason: string,
    options?: ErrorOptions,
  ) {
    const code = run.state === 'cancelled' ? 'CANCELLED' : 'RUN_FAILED';
    super(code, `Run ${run.id} of job "${run.job}" ended as ${run.state}: ${reason}`, options);
  }
}

function describeIssue(issue: InputIssue): string {
  return issue.path === '' ? issue.message : `${issue.path}: ${issue.message}`;
}
