import type { WorkerRecord } from '@nightshift/core';
import type { BrokenStore } from './broken-store.js';

export const brokenWorkers: readonly BrokenStore[] = [
  {
    defect: 'a worker that stops beating is forgotten',
    breakIt: ({ workers }) => ({ workers: { ...workers, dead: () => Promise.resolve([]) } }),
    caughtBy:
      'workers: a worker that stops beating is dead, with what it said last, and others that beat leave it there',
  },
  {
    defect: 'the dead are told for ever',
    breakIt: ({ workers }) => {
      const seen = new Map<string, WorkerRecord>();
      const dead = async (): Promise<WorkerRecord[]> => {
        for (const worker of await workers.dead()) seen.set(worker.id, worker);
        return [...seen.values()];
      };
      return { workers: { ...workers, dead } };
    },
    caughtBy:
      'workers: a worker that stops beating is dead, with what it said last, and others that beat leave it there',
  },
  {
    defect: 'a worker that left is told as dead',
    breakIt: ({ workers }) => {
      const left: WorkerRecord[] = [];
      return {
        workers: {
          ...workers,
          leave: async (workerId) => {
            left.push(...(await workers.live()).filter(({ id }) => id === workerId));
            await workers.leave(workerId);
          },
          dead: async () => [...left, ...(await workers.dead())],
        },
      };
    },
    caughtBy: 'workers: a worker that leaves is gone at once',
  },
  {
    defect: 'the dead are told in the order of their ids, and all of them',
    breakIt: ({ workers }) => ({
      workers: { ...workers, dead: async () => (await workers.dead()).sort((a, b) => (a.id < b.id ? -1 : 1)) },
    }),
    caughtBy: 'workers: of the dead, the last to beat comes first, and a hundred are told',
  },
  {
    defect: 'a beat keeps what the one before said of its runs',
    breakIt: ({ workers }) => {
      const first = new Map<string, readonly string[]>();
      return {
        workers: {
          ...workers,
          beat: (worker, ttlMs) => {
            const runs = first.get(worker.id) ?? worker.runs;
            first.set(worker.id, runs);
            return workers.beat({ ...worker, runs }, ttlMs);
          },
        },
      };
    },
    caughtBy: 'workers: a later beat replaces what was said, and keeps the start',
  },
  {
    defect: 'the backlog forgets runs with a limit key',
    breakIt: (store) => ({
      read: {
        ...store.read,
        backlog: async () => {
          const { runs } = await store.read.list({ states: ['queued'] }, { limit: 10_000 });
          const keyed = (job: string, queue: string): number =>
            runs.filter((run) => run.job === job && run.queue === queue && run.limitKey !== null).length;
          const lanes = await store.read.backlog();
          return lanes.map((lane) => ({ ...lane, queued: lane.queued - keyed(lane.job, lane.queue) }));
        },
      },
    }),
    caughtBy:
      'reader: the backlog counts what is queued by job, queue and group, and since when the longest due is due',
  },
];
