import type { Registry } from '../../registry.js';
import type { Store } from '../../store/contract.js';
import type { FleetLimits } from '../fleet-limits.js';
import type { ProcessedOnce } from './processed-once.js';

const BATCH = 1_000;
const RETRY_MS = 1_000;

interface LeftOptions {
  readonly store: Store<unknown>;
  readonly registry: Registry;
  readonly fleetLimits: FleetLimits;
  readonly queues: readonly string[] | null;
  /** Whether it was seen that nothing is due: what is queued then is held by a limit, a rate or a pause. */
  readonly sawNothing: boolean;
}

/** What a fleet without another worker has to come back for, and when. */
export async function whatIsLeft(options: LeftOptions): Promise<Pick<ProcessedOnce, 'moreDue' | 'nextDueMs'>> {
  const { store, registry, queues, sawNothing } = options;
  const { promoted, nextDueMs: scheduledMs } = await store.promote(BATCH);
  const schedules = await store.schedules.due({ jobs: registry.names, limit: BATCH });
  const ticks = schedules.due.some(({ job, version }) => version <= registry.get(job).version);
  const isQueued = async (): Promise<boolean> =>
    (await store.read.counts({ jobs: registry.names, ...(queues && { queues }) })).queued > 0;
  if ((ticks && !sawNothing) || ((promoted > 0 || !sawNothing) && (await isQueued()))) {
    return { moreDue: true, nextDueMs: 0 };
  }
  // One that is still due could not be ticked, which was told: to call again at once would not help it.
  const scheduleMs = ticks ? RETRY_MS : schedules.due.length > 0 ? null : schedules.nextDueMs;
  const waits = [scheduledMs, scheduleMs, await openingMs(options), await expiryMs(store)].filter((ms) => ms !== null);
  return { moreDue: false, nextDueMs: waits.length === 0 ? null : Math.min(...waits) };
}

async function openingMs({ store, registry, fleetLimits: { rules } }: LeftOptions): Promise<number | null> {
  return rules.some(({ rate }) => rate !== undefined) ? store.limits.nextOpeningMs(registry.names, rules) : null;
}

/** Until the first lease that somebody holds expires, as it does when its worker has died. */
async function expiryMs(store: Store<unknown>): Promise<number | null> {
  const { runs } = await store.read.list({ states: ['running'] }, { limit: BATCH });
  const expiries = runs.map(({ leaseExpiresAt }) => leaseExpiresAt?.getTime()).filter((at) => at !== undefined);
  if (expiries.length === 0) return null;
  return Math.max(0, Math.min(...expiries) - (await store.schedules.now()).getTime());
}
