import { checkDurationMs } from '../check-arguments.js';
import type { WorkerRecord } from '../workers.js';
import { fromText, toText } from './json-text.js';
import type { Memory, StoredWorker } from './memory.js';
import { byId } from './ready-runs.js';

type Beat = Omit<WorkerRecord, 'startedAt' | 'beatAt'>;

export function beat(memory: Memory, worker: Beat, ttlMs: number): void {
  checkDurationMs('ttlMs', ttlMs);
  buryDead(memory);
  const now = memory.clock.now();
  const startedAt = memory.workers.get(worker.id)?.startedAt ?? now;
  memory.workers.set(worker.id, { id: worker.id, beat: toText(worker), startedAt, beatAt: now, deadAt: now + ttlMs });
}

export function leave(memory: Memory, workerId: string): void {
  memory.workers.delete(workerId);
}

export function live(memory: Memory): WorkerRecord[] {
  buryDead(memory);
  return [...memory.workers.values()].sort(byId).map(toWorkerRecord);
}

function buryDead(memory: Memory): void {
  const now = memory.clock.now();
  for (const { id, deadAt } of memory.workers.values()) if (deadAt <= now) memory.workers.delete(id);
}

function toWorkerRecord({ beat: text, startedAt, beatAt }: StoredWorker): WorkerRecord {
  return { ...fromText<Beat>(text), startedAt: new Date(startedAt), beatAt: new Date(beatAt) };
}
