import { checkDurationMs } from '../check-arguments.js';
import type { WorkerBeat, WorkerRecord } from '../workers.js';
import { fromText, toText } from './json-text.js';
import type { Memory, StoredWorker } from './memory.js';
import { byId } from './ready-runs.js';

const KEPT_DEAD_MS = 86_400_000;
const MOST_DEAD = 100;

export function beat(memory: Memory, worker: WorkerBeat, ttlMs: number): void {
  checkDurationMs('ttlMs', ttlMs);
  buryDead(memory);
  const now = memory.now;
  const known = memory.workers.get(worker.id);
  const startedAt = known !== undefined && known.deadAt > now ? known.startedAt : now;
  memory.workers.set(worker.id, { id: worker.id, beat: toText(worker), startedAt, beatAt: now, deadAt: now + ttlMs });
}

export function leave(memory: Memory, workerId: string): void {
  memory.workers.delete(workerId);
}

export function live(memory: Memory): WorkerRecord[] {
  const now = memory.now;
  return [...memory.workers.values()]
    .filter(({ deadAt }) => deadAt > now)
    .sort(byId)
    .map(toWorkerRecord);
}

export function dead(memory: Memory): WorkerRecord[] {
  return buryDead(memory).map(toWorkerRecord);
}

/** Forgets the dead that are not kept. @returns those that are, the last to beat first. */
function buryDead(memory: Memory): StoredWorker[] {
  const now = memory.now;
  const gone = [...memory.workers.values()].filter(({ deadAt }) => deadAt <= now).sort(byLastBeat);
  const isKept = ({ deadAt }: StoredWorker, place: number): boolean => place < MOST_DEAD && deadAt > now - KEPT_DEAD_MS;
  const kept = gone.filter(isKept);
  for (const worker of gone) if (!kept.includes(worker)) memory.workers.delete(worker.id);
  return kept;
}

function byLastBeat(a: StoredWorker, b: StoredWorker): number {
  return b.beatAt - a.beatAt || byId(a, b);
}

function toWorkerRecord({ beat: text, startedAt, beatAt }: StoredWorker): WorkerRecord {
  return { ...fromText<WorkerBeat>(text), startedAt: new Date(startedAt), beatAt: new Date(beatAt) };
}
