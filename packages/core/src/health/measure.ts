import { toReference } from '../client/why-reason.js';
import { toMilliseconds } from '../duration.js';
import type { Registry } from '../registry.js';
import type { Store } from '../store/contract.js';
import type { WorkerRecord } from '../store/workers.js';
import { areaOf, lanesOf, type Lane } from './lanes.js';
import type { AreaHealth, DeadWorker, HealthOptions, WorkersHealth } from './workers-health.js';

// Of a fleet that crashes in a circle, the runs of the last to die tell enough.
const MOST_HELD = 1_000;

/** Asks the store once of each: the cost does not grow with what is finished. */
export async function measureHealth(
  { store, registry }: { readonly store: Store<unknown>; readonly registry: Registry },
  { longestWait }: HealthOptions,
): Promise<WorkersHealth> {
  const longestWaitMs =
    longestWait === undefined ? Number.POSITIVE_INFINITY : toMilliseconds(longestWait, 'longestWait');
  const [at, live, gone, backlog, pauses] = await Promise.all([
    store.schedules.now(),
    store.workers.live(),
    store.workers.dead(),
    store.read.backlog(),
    store.limits.paused(),
  ]);
  const lanes = lanesOf(registry, { at, live, backlog, pauses, longestWaitMs });
  const problems = lanes.flatMap(({ problem }) => problem ?? []);
  return {
    healthy: problems.length === 0,
    problems,
    at,
    live,
    dead: await withHeld(store, gone),
    queues: areasBy(lanes, ({ queue }) => queue),
    groups: areasBy(lanes, ({ group }) => group),
  };
}

function areasBy(lanes: readonly Lane[], nameOf: (lane: Lane) => string | null): AreaHealth[] {
  const names = [...new Set(lanes.flatMap((lane) => nameOf(lane) ?? []))].sort();
  return names.map((name) =>
    areaOf(
      name,
      lanes.filter((lane) => nameOf(lane) === name),
    ),
  );
}

/** With the runs that each had when it died: not those that it ended after its last beat. */
async function withHeld(store: Store<unknown>, gone: readonly WorkerRecord[]): Promise<DeadWorker[]> {
  const ids = gone.flatMap(({ runs }) => runs).slice(0, MOST_HELD);
  const runs = ids.length === 0 ? [] : await store.read.get([...new Set(ids)]);
  return gone.map((worker) => ({
    ...worker,
    held: runs
      .filter(
        (run) =>
          (run.state === 'running' && run.worker === worker.id) ||
          run.attempts.some((attempt) => attempt.worker === worker.id && attempt.outcome === 'lease-expired'),
      )
      .map(toReference),
  }));
}
