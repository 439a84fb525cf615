import { checkDurationMs, type WorkerBeat, type WorkerRecord, type WorkerRegistry } from '@nightshift/core';
import { readable } from '../hostile-text.js';
import { fromSqlTime } from '../sql-literals.js';
import type { SqlSession } from '../sql-session.js';

type WorkerRow = Omit<WorkerRecord, 'startedAt' | 'beatAt' | 'allowance' | 'eventLoopDelayMs'> & {
  readonly started_at: string;
  readonly beat_at: string;
  readonly allowance: number | null;
  readonly event_loop_delay_ms: number | null;
};

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

    async dead() {
      return (await session.ask<WorkerRow>('deadWorkers', [session.now()], { lane: 'caller' })).map(toWorkerRecord);
    },
  };
}

function asText(worker: WorkerBeat): object {
  const { id, host, jobs, queues, runs, version } = worker;
  return {
    ...worker,
    id: readable(id),
    host: readable(host),
    jobs: jobs.map(readable),
    queues: queues?.map(readable) ?? null,
    runs: runs.map(readable),
    version: version === null ? null : readable(version),
  };
}

function toWorkerRecord(row: WorkerRow): WorkerRecord {
  return {
    id: row.id,
    host: row.host,
    pid: row.pid,
    version: row.version,
    jobs: row.jobs,
    queues: row.queues,
    concurrency: row.concurrency,
    // A worker of a build that does not say has beaten without it.
    allowance: row.allowance ?? row.concurrency,
    running: row.running,
    runs: row.runs,
    eventLoopDelayMs: row.event_loop_delay_ms,
    draining: row.draining,
    startedAt: fromSqlTime(row.started_at),
    beatAt: fromSqlTime(row.beat_at),
  };
}
