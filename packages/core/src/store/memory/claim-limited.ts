import type { ClaimRequest } from '../contract.js';
import { Heap } from './heap.js';
import type { Lane } from './limited-lanes.js';
import { Rooms } from './limits.js';
import type { Memory } from './memory.js';
import type { QueuedRuns } from './queued-runs.js';
import type { Eligible } from './ready-runs.js';
import type { StoredRun } from './stored-run.js';

interface Turn {
  readonly lane: Lane;
  readonly place: number;
  /** The runs that the lane may still give, the next one first. */
  readonly runs: readonly StoredRun[];
  taken: number;
}

/**
 * Limited runs that may start now, at most as many as are claimed. The highest priority goes first; among equals one run of
 * each lane before a second of any, beginning with the lane that has waited longest for its turn.
 */
export function limitedCandidates(
  memory: Memory,
  {
    queued,
    eligible,
    request,
  }: { readonly queued: QueuedRuns; readonly eligible: Eligible; readonly request: ClaimRequest },
): StoredRun[] {
  const rooms = new Rooms(memory, request.limits ?? []);
  const turns = new Heap<Turn>(byTurn);
  let place = 0;
  for (const lane of queued.limited.of(eligible.jobs)) {
    if (!eligible.takesQueue(lane.queue)) continue;
    const runs = mayStart(memory, lane, { rooms, limit: request.limit });
    if (runs.length > 0) turns.add({ lane, place: (place += 1), runs, taken: 0 });
  }
  const chosen: StoredRun[] = [];
  for (let turn = turns.pop(); turn !== undefined && chosen.length < request.limit; turn = turns.pop()) {
    if (rooms.left(turn.lane) <= 0) continue;
    rooms.take(turn.lane);
    chosen.push(turn.runs[turn.taken] as StoredRun);
    turn.taken += 1;
    if (turn.taken < turn.runs.length) turns.add(turn);
  }
  return chosen;
}

/** Where a key keeps its order, the run that has begun is the only one that may go on; else the first of the lane. */
function mayStart(
  memory: Memory,
  lane: Lane,
  { rooms, limit }: { readonly rooms: Rooms; readonly limit: number },
): readonly StoredRun[] {
  const most = Math.min(limit, rooms.left(lane));
  if (most <= 0) return [];
  if (!rooms.isOrdered(lane)) return lane.runs.first(most);
  const begun = [...memory.runs.begun.of(lane.job, lane.key)];
  if (begun.length === 0) return lane.runs.first(1);
  return begun.every((run) => run.state === 'queued')
    ? begun.filter((run) => run.queue === lane.queue).slice(0, 1)
    : [];
}

function byTurn(a: Turn, b: Turn): number {
  return priorityOf(b) - priorityOf(a) || a.taken - b.taken || a.place - b.place;
}

function priorityOf({ runs, taken }: Turn): number {
  return runs[taken]?.priority ?? 0;
}
