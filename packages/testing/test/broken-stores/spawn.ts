import type { RunRecord, Store } from '@nightshift/core';
import { v7 } from 'uuid';
import { type BrokenStore, currentTokens } from './broken-store.js';

export const brokenSpawn: readonly BrokenStore[] = [
  {
    defect: 'spawn asks for no token',
    breakIt: (store) => ({
      spawn: async (lease, runs) => {
        const current = await currentTokens(store, [lease.runId]);
        return store.spawn(current(lease.runId), runs);
      },
    }),
    caughtBy: 'spawn: without the lease nothing is added',
  },
  {
    defect: 'a repeated spawn adds its runs again',
    breakIt: (store) => ({
      spawn: async (lease, runs) => {
        const known = (await store.read.get(runs.map(({ id }) => id))).map(({ id }) => id);
        return store.spawn(
          lease,
          runs.map((run) => (known.includes(run.id) ? { ...run, id: v7() } : run)),
        );
      },
    }),
    caughtBy: 'spawn: what exists already is left as it is, and counted once',
  },
  {
    defect: 'the last child queues nobody',
    breakIt: (store) => ({
      spawn: (lease, runs) => {
        const [like] = runs;
        const ghosts = like === undefined ? [] : [{ ...like, id: v7(), delayMs: 365 * 24 * 3_600_000 }];
        return store.spawn(lease, [...runs, ...ghosts]);
      },
    }),
    caughtBy: 'children: the end of the last of them, whatever it is, queues the run that waits',
  },
  {
    defect: 'each child that ends with the last one queues the run once more',
    breakIt: (store) => ({
      settle: async (settlements) => {
        const before = await store.read.list({ states: ['waiting'] }, { limit: 10_000 });
        const answers = await store.settle(settlements);
        const parents = before.runs.filter(({ openChildren }) => openChildren > 0).map(({ id }) => id);
        const released = (await store.read.get(parents)).filter(({ state }) => state === 'queued');
        await store.enqueue(released.map((run) => ({ ...run, id: v7(), parents: [] })));
        return answers;
      },
    }),
    caughtBy: 'children: children that are ended by several instances at once queue the run exactly once',
  },
  {
    defect: 'only a child that succeeds counts as final',
    breakIt: (store) => ({
      settle: async (settlements) => {
        const answers = await store.settle(settlements);
        const failed = settlements.filter(({ state }) => state !== 'success').map(({ lease }) => lease.runId);
        const parents = (await store.read.get(failed)).flatMap(({ spawnedBy }) => spawnedBy ?? []);
        await putOff(store, await store.read.get(parents));
        return answers;
      },
    }),
    caughtBy: 'children: the end of the last of them, whatever it is, queues the run that waits',
  },
  {
    defect: 'a cancel reaches children, and not theirs',
    breakIt: (store) => ({
      read: {
        ...store.read,
        get: async (ids) => {
          const runs = await store.read.get(ids);
          const parents = await store.read.get(runs.flatMap(({ spawnedBy }) => spawnedBy ?? []));
          const isGrandchild = ({ spawnedBy }: RunRecord) =>
            parents.some((parent) => parent.id === spawnedBy && parent.spawnedBy !== null);
          return runs.map((run) =>
            isGrandchild(run) && run.cancel?.code === 'parent-cancelled'
              ? { ...run, state: 'queued', cancel: null, finishedAt: null }
              : run,
          );
        },
      },
    }),
    caughtBy: 'cancel-children: it reaches what they spawned, to any depth',
  },
  {
    defect: 'a running run keeps its children when it is cancelled',
    breakIt: (store) => ({
      cancel: async (runIds, reason) => {
        const running = (await store.read.get(runIds)).filter(({ state }) => state === 'running');
        const answers = await store.cancel(
          runIds.filter((id) => running.every((run) => run.id !== id)),
          reason,
        );
        return runIds.map((id) =>
          running.some((run) => run.id === id) ? 'requested' : (answers.shift() ?? 'unknown'),
        );
      },
    }),
    caughtBy: 'cancel-children: cancelling a running run asks it to stop, and cancels what it spawned',
  },
  {
    defect: 'prune deletes children whose parent has yet to collect them',
    breakIt: (store) => ({
      prune: async (request) => {
        const { runs } = await store.read.list({ states: ['waiting', 'queued', 'running'] }, { limit: 10_000 });
        const lists = runs.map(({ id }) => store.read.children(id, { limit: 10_000 }));
        const collected = (await Promise.all(lists)).flat().filter(({ finishedAt }) => finishedAt !== null);
        return (await store.prune(request)) + collected.length;
      },
    }),
    caughtBy: 'prune: a child that was done stays as long as the run that spawned it is unfinished',
  },
  {
    defect: 'of several ends in one call, only the first is told to who waits',
    breakIt: (store) => ({
      settle: async (settlements) => {
        const answers = await store.settle(settlements);
        const [, ...others] = settlements.map(({ lease }) => lease.runId);
        const parents = (await store.read.get(others)).flatMap(({ spawnedBy }) => spawnedBy ?? []);
        await putOff(store, await store.read.get(parents));
        return answers;
      },
    }),
    caughtBy: 'storm: after all verbs at once, by many, every run comes to its end, and no bound was passed',
  },
];

/** Queued runs are due in a year, as if they waited for ever. */
async function putOff(store: Store, runs: readonly RunRecord[]): Promise<void> {
  const delayMs = 365 * 24 * 3_600_000;
  for (const { id, job } of runs.filter(({ state }) => state === 'queued')) {
    const claimed = await store.claim({ worker: 'w', jobs: [job], only: { runIds: [id] }, limit: 1, leaseMs: 1_000 });
    const leases = claimed.map(({ token }) => ({ runId: id, token }));
    await store.release(
      leases.map((lease) => ({ lease, delayMs, spend: false, attempt: { outcome: 'interrupted' } as const })),
    );
  }
}
