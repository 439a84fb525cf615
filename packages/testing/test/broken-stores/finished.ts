import type { BrokenStore } from './broken-store.js';

export const brokenFinished: readonly BrokenStore[] = [
  {
    defect: 'reading on what has ended skips the rest of a moment',
    breakIt: (store) => ({
      read: {
        ...store.read,
        finished: async (since, { limit, after }) => {
          const [last] = after === undefined ? [] : await store.read.get([after]);
          const moment = last?.finishedAt?.getTime();
          return store.read.finished(moment === undefined ? since : new Date(moment + 1), { limit });
        },
      },
    }),
    caughtBy: 'reader: runs that ended at the same moment are read each once',
  },
  {
    defect: 'what has ended is read with the latest first',
    breakIt: (store) => ({
      read: {
        ...store.read,
        finished: async (since, page) => {
          const { runs, next } = await store.read.finished(since, page);
          return { runs: runs.reverse(), next };
        },
      },
    }),
    caughtBy: 'reader: finished runs are read on from a moment, in the order in which they ended',
  },
];
