import type { NewRun } from '@nightshift/core';
import type { BrokenStore } from './broken-store.js';

export const brokenDedup: readonly BrokenStore[] = [
  {
    defect: 'a replace changes a run that executes',
    breakIt: (store) => {
      const inputs = new Map<string, NewRun['input']>();
      return {
        enqueue: async (runs) => {
          const answers = await store.enqueue(runs);
          return answers.map((answer, index) => {
            const run = runs[index];
            if (run === undefined || answer.outcome !== 'kept' || run.dedup === 'keep') return answer;
            inputs.set(answer.runId, run.input);
            return { ...answer, outcome: 'replaced' };
          });
        },
        read: {
          ...store.read,
          get: async (ids) =>
            (await store.read.get(ids)).map((run) => ({ ...run, input: inputs.get(run.id) ?? run.input })),
        },
      };
    },
    caughtBy: 'dedup: a keep run that executes holds its key, and is changed by nobody',
  },
  {
    defect: 'a replaced run keeps its priority',
    breakIt: (store) => {
      const priorities = new Map<string, number>();
      return {
        enqueue: (runs) =>
          store.enqueue(
            runs.map((run) => {
              const slot = JSON.stringify([run.job, run.key]);
              const priority = run.key === null ? run.priority : (priorities.get(slot) ?? run.priority);
              priorities.set(slot, priority);
              return { ...run, priority };
            }),
          ),
      };
    },
    caughtBy: 'dedup: a run that waits in the queue gets the place of its new priority',
  },
  {
    defect: 'a debounce knows no longest wait',
    breakIt: (store) => ({ enqueue: (runs) => store.enqueue(runs.map(({ maxWaitMs: _maxWaitMs, ...run }) => run)) }),
    caughtBy: 'debounce: every enqueue moves the start, though never beyond the longest wait',
  },
  {
    defect: 'a debounced run that is due stays due',
    breakIt: (store) => ({
      enqueue: async (runs) => {
        const due = (await store.read.list({ states: ['queued'] }, { limit: 10_000 })).runs.map(({ key }) => key);
        const isDue = (run: NewRun) => run.dedup === 'debounce' && due.includes(run.key);
        return store.enqueue(runs.map((run) => (isDue(run) ? { ...run, delayMs: 0 } : run)));
      },
    }),
    caughtBy: 'debounce: a run that is due already is moved again, until the longest wait is over',
  },
  {
    defect: 'latest lets two execute',
    breakIt: (store) => ({
      enqueue: (runs) =>
        store.enqueue(runs.map((run) => (run.dedup === 'latest' ? { ...run, dedup: 'replace' } : run))),
    }),
    caughtBy: 'latest: never do two execute at once, however many enqueue and claim',
  },
  {
    defect: 'an attempt that was given back no longer counts as executing',
    breakIt: (store) => ({
      enqueue: async (runs) => {
        const begun = (await store.read.list({ states: ['queued', 'scheduled'] }, { limit: 10_000 })).runs;
        const isBetween = (run: NewRun) =>
          begun.some(({ job, key, token }) => job === run.job && key === run.key && token > 0);
        return store.enqueue(
          runs.map((run) => (run.dedup === 'latest' && isBetween(run) ? { ...run, dedup: 'replace' } : run)),
        );
      },
    }),
    caughtBy: 'latest: one that has begun counts as executing between its attempts',
  },
];
