import { NightshiftError } from '../errors.js';
import type { RunRecord } from '../store/run-record.js';

/** Why a run fails whose own code did not: trying it again would not run its child again. */
export function childFailed(child: Pick<RunRecord, 'id' | 'job' | 'state' | 'error' | 'cancel'>): NightshiftError {
  const reason = child.error?.message ?? child.cancel?.message ?? 'no reason given';
  return new NightshiftError(
    'CHILD_FAILED',
    `Run ${child.id} of job "${child.job}", which this run spawned, ended as ${child.state}: ${reason}`,
  );
}
