import type { Random } from '../clock.js';
import { exponential } from '../job/retry-policy.js';
import type { Store } from '../store/contract.js';
import { cancelled } from '../worker/run-aborted.js';
import { decide } from '../worker/verdict.js';

const PAGE = 100;
const LEASE_MS = 60_000;

/**
 * Ends the attempts of workers that died, as a worker would: their runs are queued again with their checkpoints, and the
 * attempt is recorded as `lease-expired`; one that has no attempt left fails. @returns how many.
 */
export async function settleExpired(store: Store<unknown>, random: Random): Promise<number> {
  for (let count = 0; ;) {
    const { runs: expired } = await store.reap({ limit: PAGE, leaseMs: LEASE_MS });
    for (const run of expired) {
      const end =
        run.cancel === null
          ? ({ kind: 'lease-expired' } as const)
          : ({ kind: 'aborted', reason: cancelled(run.cancel) } as const);
      const retry = { attempts: run.maxAttempts, backoff: exponential(), retryIf: () => true };
      const verdict = decide(run, end, { retry, random });
      if (verdict.verb === 'settle') await store.settle([verdict.settlement]);
      if (verdict.verb === 'release') await store.release([verdict.release]);
    }
    count += expired.length;
    if (expired.length < PAGE) return count;
  }
}
