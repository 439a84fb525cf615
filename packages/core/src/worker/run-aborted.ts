import { NightshiftError, type ErrorCode } from '../errors.js';
import type { CancelReason } from '../store/run-record.js';

/** Why a handler's signal aborted: `signal.reason` is one of these, told apart by `code`. */
export class RunAborted extends NightshiftError {
  override readonly name = 'RunAborted';

  constructor(
    override readonly code: Extract<ErrorCode, 'CANCELLED' | 'LEASE_LOST' | 'SHUTDOWN' | 'TIMEOUT'>,
    message: string,
    /** Who cancelled and why, for `CANCELLED`. */
    readonly cancel?: CancelReason,
  ) {
    super(code, message);
  }
}

export function cancelled(reason: CancelReason): RunAborted {
  const by = reason.by === undefined ? '' : ` by ${reason.by}`;
  const message = reason.message === undefined ? '' : `: ${reason.message}`;
  return new RunAborted('CANCELLED', `The run was cancelled${by}${message}`, reason);
}

export function timedOut(ms: number): RunAborted {
  return new RunAborted('TIMEOUT', `The attempt took longer than its timeout of ${ms} ms`);
}

export function shuttingDown(): RunAborted {
  return new RunAborted('SHUTDOWN', 'The worker is stopping; the run goes on elsewhere or later');
}

/** What a handler gets that goes on after it was given up. */
export function givenUp({ id, attempt }: { readonly id: string; readonly attempt: number }): NightshiftError {
  return new NightshiftError(
    'STUCK',
    `Attempt ${attempt} of run ${id} was given up when it ignored its abort; nothing more of it is accepted`,
  );
}

export function leaseLost(): RunAborted {
  return new RunAborted(
    'LEASE_LOST',
    'Another worker has taken the run over; nothing more of this attempt is accepted',
  );
}
