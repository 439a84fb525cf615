import { checkDurationMs, type WorkerRecord, type WorkerRegistry } from '@nightshift/core';
import { readable } from '../hostile-text.js';
import { fromSqlTime } from '../sql-literals.js';
import type { SqlSession } from '../sql-session.js';

type WorkerRow = Omit<WorkerRecord, 'startedAt' | 'beatAt'> & { readonly started_at: string; readonly beat_at: string };

export function workerRegistry(session: SqlSession): WorkerRegistry {
  return {
    async beat(worker, ttlMs) {
      checkDurationMs('ttlMs', ttlMs);
      await session.ask('beat', [session.now(), JSON.stringify(asText(worker)), ttlMs], { lane: 'engine' });
    },

    async leave(workerId) {
      await session.ask('leave', [readable(workerId)], { lane: 'engine' });
    },

    async live() {
      return (await session.ask<WorkerRow>('liveWorkers', [session.now()], { lane: 'caller' })).map(toWorkerRecord);
    },
  };
}

function asText(worker: Parameters<WorkerRegistry['beat']>[0]): object {
  const { id, host, jobs, queues } = worker;
  return {
    ...worker,
    id: readable(id),
    host: readable(host),
    jobs: jobs.map(readable),
    queues: queues?.map(readable) ?? null,
  };
}

function toWorkerRecord(row: WorkerRow): WorkerRecord {
  return {
    id: row.id,
    host: row.host,
    pid: row.pid,
    jobs: row.jobs,
    queues: row.queues,
    concurrency: row.concurrency,
    running: row.running,
    startedAt: fromSqlTime(row.started_at),
    beatAt: fromSqlTime(row.beat_at),
  };
}
