import type { ClaimRequest } from '../contract.js';
import { Heap, ownPlaces } from './heap.js';
import type { Lane } from './limited-lanes.js';
import { Rooms, type Room } from './limits.js';
import type { Memory } from './memory.js';
import type { QueuedRuns } from './queued-runs.js';
import type { Eligible } from './ready-runs.js';
import type { StoredRun } from './stored-run.js';

/** What a lane may still give. */
interface Turn {
  readonly lane: Lane;
  readonly order: number;
  next: StoredRun;
  taken: number;
  /** Found out when its turn comes, which is not for every lane. */
  rooms?: readonly Room[];
  /** From the first that it gave; undefined for a lane that keeps its order, which gives one. */
  runs?: readonly StoredRun[];
  place: number;
}

interface Choice {
  readonly queued: QueuedRuns;
  readonly eligible: Eligible;
  readonly request: ClaimRequest;
}

/**
 * Limited runs that may start now, at most as many as are claimed. The highest priority goes first; among equals one run of
 * each lane before a second of any, beginning with the lane that has waited longest for its turn.
 */
export function limitedCandidates(memory: Memory, { queued, eligible, request }: Choice): StoredRun[] {
  const rooms = new Rooms(memory, request.limits ?? []);
  const turns = new Heap<Turn>(byTurn, ownPlaces);
  let order = 0;
  for (const lane of queued.limited.of(eligible.jobs)) {
    if (!eligible.takesQueue(lane.counted.queue)) continue;
    const next = rooms.isOrdered(lane.counted) ? nextInOrder(lane) : lane.runs.peek();
    if (next !== undefined) turns.add({ lane, order: (order += 1), next, taken: 0, place: -1 });
  }
  const chosen: StoredRun[] = [];
  for (let turn = turns.pop(); turn !== undefined && chosen.length < request.limit; turn = turns.pop()) {
    turn.rooms ??= rooms.of(turn.lane.counted);
    if (turn.rooms.some(({ left }) => left <= 0)) continue;
    for (const room of turn.rooms) room.left -= 1;
    chosen.push(turn.next);
    if (goOn(turn, rooms, request.limit)) turns.add(turn);
  }
  return chosen;
}

/** Where a key keeps its order, the run that has begun is the only one that may go on; else the first of the lane. */
function nextInOrder({ counted, runs }: Lane): StoredRun | undefined {
  const { begun } = counted.by.key;
  if (begun.size === 0) return runs.peek();
  const waiting = [...begun];
  return waiting.every((run) => run.state === 'queued')
    ? waiting.find((run) => run.queue === counted.queue)
    : undefined;
}

/** Finds the run that follows the one just given; false when the lane has none to give. */
function goOn(turn: Turn, rooms: Rooms, limit: number): boolean {
  if (rooms.isOrdered(turn.lane.counted)) return false;
  turn.runs ??= turn.lane.runs.first(Math.min(limit, leastLeft(turn.rooms) + 1));
  const next = turn.runs[(turn.taken += 1)];
  if (next !== undefined) turn.next = next;
  return next !== undefined;
}

function leastLeft(rooms: readonly Room[] = []): number {
  return rooms.reduce((least, { left }) => Math.min(least, left), Number.POSITIVE_INFINITY);
}

function byTurn(a: Turn, b: Turn): number {
  return b.next.priority - a.next.priority || a.taken - b.taken || a.order - b.order;
}
