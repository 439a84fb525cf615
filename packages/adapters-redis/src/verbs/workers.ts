import { checkDurationMs, type WorkerBeat, type WorkerRecord, type WorkerRegistry } from '@nightshift/core';
import { fromDocument, toDocument } from '../documents.js';
import { toName } from '../names.js';
import type { RedisSession } from '../redis-session.js';

const MOST_DEAD = 100;

export function workerRegistry(session: RedisSession): WorkerRegistry {
  return {
    async beat(worker, ttlMs) {
      checkDurationMs('ttlMs', ttlMs);
      await session.run('beat', [toName(worker.id), toDocument(worker), String(Math.ceil(ttlMs))]);
    },

    async leave(workerId) {
      await session.run('leave', [toName(workerId)]);
    },

    async live() {
      const workers = await all(session);
      return workers
        .filter(({ isAlive }) => isAlive)
        .map(({ record }) => record)
        .sort(byId);
    },

    async dead() {
      const workers = await all(session);
      return workers
        .filter(({ isAlive }) => !isAlive)
        .map(({ record }) => record)
        .sort((a, b) => b.beatAt.getTime() - a.beatAt.getTime() || byId(a, b))
        .slice(0, MOST_DEAD);
    },
  };
}

interface KnownWorker {
  readonly record: WorkerRecord;
  readonly isAlive: boolean;
}

async function all(session: RedisSession): Promise<KnownWorker[]> {
  const [now, pairs] = await session.run('workers', []);
  const rows = pairs.filter((_, index) => index % 2 === 1);
  return rows.map((row) => toWorker(row, Number(now)));
}

function toWorker(row: string, now: number): KnownWorker {
  const [aliveUntil, startedAt, beatAt, beat = ''] = row.split('\n');
  const times = { startedAt: new Date(Number(startedAt)), beatAt: new Date(Number(beatAt)) };
  return { record: { ...fromDocument<WorkerBeat>(beat), ...times }, isAlive: Number(aliveUntil) > now };
}

function byId(a: WorkerRecord, b: WorkerRecord): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
