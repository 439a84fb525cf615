import type { Store } from '../store/contract.js';
import type { CancelReason, RunRecord, RunState } from '../store/run-record.js';

/** What the keys of repeats begin with that a redrive made; the run's id follows. */
export const REDRIVE_KEY = 'redrive:';

const PAGE = 500;

/** When the last repeat becomes due that an earlier redrive made, of one job or of all; null when none is to come. */
export async function lastRedriveDueMs(store: Store<unknown>, job: string | undefined): Promise<number | null> {
  let last: number | null = null;
  for await (const run of redriven(store, job, ['scheduled'])) last = Math.max(last ?? 0, run.runAt.getTime());
  return last;
}

/** Cancels the repeats that have not started. @returns how many. */
export async function cancelRedriven(
  store: Store<unknown>,
  job: string | undefined,
  reason: CancelReason,
): Promise<number> {
  let cancelled = 0;
  let batch: string[] = [];
  const cancelBatch = async (): Promise<void> => {
    const answers = await store.cancel(batch, reason);
    cancelled += answers.filter((answer) => answer === 'cancelled').length;
    batch = [];
  };
  for await (const { id } of redriven(store, job, ['scheduled', 'queued'])) {
    batch.push(id);
    if (batch.length === PAGE) await cancelBatch();
  }
  if (batch.length > 0) await cancelBatch();
  return cancelled;
}

async function* redriven(
  store: Store<unknown>,
  job: string | undefined,
  states: readonly RunState[],
): AsyncGenerator<RunRecord> {
  const filter = { states, triggers: ['retry'] as const, ...(job !== undefined && { jobs: [job] }) };
  let after: string | undefined;
  do {
    const page = await store.read.list(filter, { limit: PAGE, ...(after !== undefined && { after }) });
    for (const run of page.runs) if (run.key?.startsWith(REDRIVE_KEY) === true) yield run;
    after = page.next ?? undefined;
  } while (after !== undefined);
}
