import type { CancelReason, ClaimedRun, NewRun, ScheduleMove, Signal, Store } from '@nightshift/core';
import { v7 } from 'uuid';
import { type BrokenStore, currentTokens } from './broken-stores/broken-store.js';
import { brokenDedup } from './broken-stores/dedup.js';
import { brokenFinished } from './broken-stores/finished.js';
import { brokenLimits } from './broken-stores/limits.js';
import { brokenSpawn } from './broken-stores/spawn.js';
import { brokenWorkers } from './broken-stores/workers.js';

export const brokenStores: readonly BrokenStore[] = [
  {
    defect: 'settle asks for no token',
    breakIt: (store) => ({
      settle: async (settlements) => {
        const current = await currentTokens(
          store,
          settlements.map(({ lease }) => lease.runId),
        );
        return store.settle(
          settlements.map((settlement) => ({ ...settlement, lease: current(settlement.lease.runId) })),
        );
      },
    }),
    caughtBy: 'leases: a lease that was taken over is lost to every verb, which then changes nothing',
  },
  {
    defect: 'extend revives a lease that was taken over',
    breakIt: (store) => ({
      extend: async (leases, leaseMs) => {
        const current = await currentTokens(
          store,
          leases.map(({ runId }) => runId),
        );
        return store.extend(
          leases.map(({ runId }) => current(runId)),
          leaseMs,
        );
      },
    }),
    caughtBy: 'reap: of a reaper and a late extend, exactly one has the run',
  },
  {
    defect: 'a checkpoint is written under any token',
    breakIt: (store) => ({
      checkpoint: async (lease, value) => {
        const current = await currentTokens(store, [lease.runId]);
        return store.checkpoint(current(lease.runId), value);
      },
    }),
    caughtBy: 'leases: a lease that was taken over is lost to every verb, which then changes nothing',
  },
  {
    defect: 'a run is handed out twice',
    breakIt: (store) => {
      let last: ClaimedRun[] = [];
      return {
        claim: async (request) => {
          const repeated = last.filter(({ job }) => request.jobs.includes(job)).slice(0, 1);
          last = await store.claim(request);
          return last.length === 0 ? last : [...last, ...repeated];
        },
      };
    },
    caughtBy: 'claim: no run goes to two of many claimers, and none is lost',
  },
  {
    defect: 'claims ignore the priority',
    breakIt: (store) => ({ enqueue: (runs) => store.enqueue(runs.map((run) => ({ ...run, priority: 0 }))) }),
    caughtBy: 'claim: the highest priority goes first, then the longest due, then the lowest id',
  },
  {
    defect: 'claims ignore the queues',
    breakIt: (store) => ({ claim: ({ queues: _queues, ...request }) => store.claim(request) }),
    caughtBy: 'claim: runs of other queues are left alone',
  },
  {
    defect: 'enqueue adds one run after the other',
    breakIt: (store) => ({
      enqueue: async (runs) => {
        if (runs.some(({ parents }) => parents.length > 0)) return store.enqueue(runs);
        const answers = [];
        for (const run of runs) answers.push(...(await store.enqueue([run])));
        return answers;
      },
    }),
    caughtBy: 'enqueue: a list with one bad run adds none of it',
  },
  {
    defect: 'a key is not kept',
    breakIt: (store) => ({ enqueue: (runs) => store.enqueue(runs.map((run) => ({ ...run, key: null }))) }),
    caughtBy: 'keys: of many enqueues of one key at once, one adds its run and the others keep it',
  },
  {
    defect: 'a finished run holds its key for ever',
    breakIt: (store) => {
      const holders = new Map<string, string>();
      return {
        enqueue: async (runs) => {
          const [run, ...others] = runs;
          const holder = run?.key === undefined || run.key === null ? undefined : holders.get(`${run.job} ${run.key}`);
          if (run === undefined || others.length > 0 || run.key === null) return store.enqueue(runs);
          if (holder !== undefined) return [{ runId: holder, outcome: 'kept' }];
          holders.set(`${run.job} ${run.key}`, run.id);
          return store.enqueue(runs);
        },
      };
    },
    caughtBy: 'keys: a finished run frees its key',
  },
  {
    defect: 'a dependent is released twice',
    breakIt: (store) => {
      const dependents = new Map<string, NewRun[]>();
      return {
        enqueue: (runs) => {
          for (const run of runs) {
            for (const { runId } of run.parents) dependents.set(runId, [...(dependents.get(runId) ?? []), run]);
          }
          return store.enqueue(runs);
        },
        settle: async (settlements) => {
          const answers = await store.settle(settlements);
          const waiting = settlements.flatMap(({ lease }) => dependents.get(lease.runId) ?? []);
          const released = await store.read.get(waiting.map(({ id }) => id));
          const twice = released.filter(({ state }) => state === 'queued').map(({ id }) => id);
          const copies = waiting
            .filter(({ id }) => twice.includes(id))
            .map((run) => ({ ...run, id: v7(), parents: [] }));
          await store.enqueue(copies);
          return answers;
        },
      };
    },
    caughtBy:
      'dependencies: parents that are settled by several instances at once release their dependent exactly once',
  },
  {
    defect: 'a dependent is released by its first parent',
    breakIt: (store) => ({
      enqueue: (runs) => store.enqueue(runs.map((run) => ({ ...run, parents: run.parents.slice(0, 1) }))),
    }),
    caughtBy: 'dependencies: in a diamond, the last run waits for both branches',
  },
  {
    defect: 'cancel does not reach dependents',
    breakIt: (store) => ({
      enqueue: (runs) =>
        store.enqueue(
          runs.map((run) => ({ ...run, parents: run.parents.map((edge) => ({ ...edge, onFailure: 'continue' })) })),
        ),
    }),
    caughtBy: 'dependencies: cancelling a run cancels those that need it, and leaves its parents alone',
  },
  {
    defect: 'a failed parent is never done for those that continue',
    breakIt: (store) => ({
      enqueue: (runs) =>
        store.enqueue(
          runs.map((run) => ({ ...run, parents: run.parents.map((edge) => ({ ...edge, onFailure: 'cancel' })) })),
        ),
    }),
    caughtBy: 'dependencies: over an edge that continues, any end of the parent counts as done',
  },
  {
    defect: 'a release spends every attempt',
    breakIt: (store) => ({ release: (releases) => store.release(releases.map((each) => ({ ...each, spend: true }))) }),
    caughtBy: 'release: an attempt that is not spent is given back, and keeps its number for the next one',
  },
  {
    defect: 'a release forgets its delay',
    breakIt: (store) => ({ release: (releases) => store.release(releases.map((each) => ({ ...each, delayMs: 0 }))) }),
    caughtBy: 'release: a delayed run is scheduled, and claimed once it is due and promoted',
  },
  {
    defect: 'a request to cancel ends a running run',
    breakIt: (store) => ({
      cancel: async (runIds, reason) => {
        const answers = await store.cancel(runIds, reason);
        await endRunning(store, runIds, reason);
        return answers;
      },
    }),
    caughtBy: 'cancel: a running run goes on, with the request noted',
  },
  {
    defect: 'settle answers in an order of its own',
    breakIt: (store) => ({ settle: async (settlements) => (await store.settle(settlements)).reverse() }),
    caughtBy: 'settle: answers keep the order of the settlements',
  },
  {
    defect: 'a reap does not count the leases that it makes itself',
    breakIt: (store) => ({
      reap: async (request) => {
        const { runs, nextExpiryMs } = await store.reap(request);
        return { runs, nextExpiryMs: runs.length > 0 ? null : nextExpiryMs };
      },
    }),
    caughtBy: 'reap: the answer says when the next lease expires, those just taken over included',
  },
  {
    defect: 'a reaper spends the attempt',
    breakIt: (store) => ({
      reap: async (request) => {
        const { runs, nextExpiryMs } = await store.reap(request);
        return { runs: runs.map((run) => ({ ...run, attempt: run.attempt + 1 })), nextExpiryMs };
      },
    }),
    caughtBy: 'reap: a lease is left alone until it expires, then taken over without spending an attempt',
  },
  {
    defect: 'a report renews the lease',
    breakIt: (store) => ({
      report: async (reports) => {
        await store.extend(
          reports.map(({ lease }) => lease),
          3_600_000,
        );
        return store.report(reports);
      },
    }),
    caughtBy: 'reports: a report renews no lease',
  },
  {
    defect: 'pages of logs start over',
    breakIt: (store) => ({
      read: {
        ...store.read,
        logs: (runId, { after, limit }) => store.read.logs(runId, { after: Math.max(0, after - 1), limit }),
      },
    }),
    caughtBy: 'reports: lines are read page by page',
  },
  {
    defect: 'pages of runs repeat a run',
    breakIt: (store) => ({
      read: {
        ...store.read,
        list: async (filter, page) => {
          const { runs, next } = await store.read.list(filter, page);
          return { runs, next: next === null ? null : (runs.at(-2)?.id ?? next) };
        },
      },
    }),
    caughtBy: 'reader: pages have no gaps and no repeats',
  },
  {
    defect: 'a schedule advances from any occurrence',
    breakIt: (store) => ({
      schedules: {
        ...store.schedules,
        advance: async (move: ScheduleMove) => {
          for (;;) {
            const known = (await store.schedules.list()).find(({ name }) => name === move.name);
            if (known === undefined) return false;
            if (await store.schedules.advance({ ...move, from: known.nextAt })) return true;
          }
        },
      },
    }),
    caughtBy: 'schedule-moves: of many moves of one occurrence at once, one enqueues its runs',
  },
  {
    defect: 'a schedule that is saved again starts over',
    breakIt: (store) => ({
      schedules: {
        ...store.schedules,
        save: async (rules) => {
          await store.schedules.remove(rules.map(({ name }) => name));
          await store.schedules.save(rules);
        },
      },
    }),
    caughtBy: 'schedules: a rule with the same expression and time zone keeps its next occurrence',
  },
  {
    defect: 'a schedule moves by a rule that has changed meanwhile',
    breakIt: (store) => ({
      schedules: {
        ...store.schedules,
        advance: async (move: ScheduleMove) => {
          const known = (await store.schedules.list()).find(({ name }) => name === move.name);
          return store.schedules.advance({ ...move, ...(known && { cron: known.cron, timeZone: known.timeZone }) });
        },
      },
    }),
    caughtBy: 'schedule-moves: a move that was worked out from another expression or time zone enqueues nothing',
  },
  {
    defect: 'an occurrence that has a run gets a second one',
    breakIt: (store) => ({
      schedules: {
        ...store.schedules,
        advance: async (move: ScheduleMove) => {
          const known = new Set((await store.read.get(move.runs.map(({ id }) => id))).map(({ id }) => id));
          const runs = move.runs.map((run) => (known.has(run.id) ? { ...run, id: v7() } : run));
          return store.schedules.advance({ ...move, runs });
        },
      },
    }),
    caughtBy:
      'schedule-moves: a run that exists is that of its occurrence, finished or not: the move goes on without a second one',
  },
  {
    defect: 'a schedule of the code takes the place of one that was stored',
    breakIt: (store) => ({
      schedules: {
        ...store.schedules,
        save: async (rules) => {
          const known = await store.schedules.list();
          const others = known.filter(({ name, origin }) =>
            rules.some((rule) => rule.name === name && rule.origin !== origin),
          );
          await store.schedules.remove(others.map(({ name }) => name));
          await store.schedules.save(rules);
        },
      },
    }),
    caughtBy: 'schedules: a name belongs to its origin: the other one is refused, and none of its list is saved',
  },
  {
    defect: 'schedules of jobs that nobody here knows hold up the others',
    breakIt: (store) => ({
      schedules: {
        ...store.schedules,
        due: async ({ jobs, limit }) => {
          const known = (await store.schedules.list()).map(({ job }) => job);
          const { due, nextDueMs } = await store.schedules.due({ jobs: known, limit });
          return { due: due.filter(({ job }) => jobs.includes(job)), nextDueMs };
        },
      },
    }),
    caughtBy: 'schedules: schedules of other jobs are not due, and hold up nobody',
  },
  {
    defect: 'a catch-up makes its last run only',
    breakIt: (store) => ({
      schedules: {
        ...store.schedules,
        advance: (move: ScheduleMove) => store.schedules.advance({ ...move, runs: move.runs.slice(-1) }),
      },
    }),
    caughtBy: 'schedule-catch-up: `all` makes every one, up to the cap, and drops the oldest',
  },
  {
    defect: 'prune knows no age',
    breakIt: (store) => ({
      prune: ({ limit }) => store.prune({ olderThanMs: { success: 0, failed: 0, cancelled: 0 }, limit }),
    }),
    caughtBy: 'prune: runs that ended long enough ago are deleted, by final state',
  },
  {
    defect: 'a value is shared with the caller',
    breakIt: (store) => {
      const inputs = new Map<string, NewRun['input']>();
      return {
        enqueue: (runs) => {
          for (const { id, input } of runs) inputs.set(id, input);
          return store.enqueue(runs);
        },
        read: {
          ...store.read,
          get: async (ids) =>
            (await store.read.get(ids)).map((run) => ({ ...run, input: inputs.get(run.id) ?? run.input })),
        },
      };
    },
    caughtBy: 'enqueue: a value is a copy on its way in and on its way out',
  },
  {
    defect: 'signals never arrive',
    breakIt: () => ({
      notifications: {
        subscribe: (_listener: (signal: Signal) => void) =>
          Promise.resolve({ live: true, unsubscribe: () => Promise.resolve() }),
      },
    }),
    caughtBy: 'notifications: other instances hear of a request to cancel',
  },
  {
    defect: 'leases outlive the crash of an exclusive store',
    breakIt: (store) => {
      let opened = false;
      return {
        open: () => (opened ? Promise.resolve() : ((opened = true), store.open())),
        close: () => Promise.resolve(),
      };
    },
    caughtBy:
      'crash: leases of an exclusive store end with it; those of a shared store belong to workers that may live',
  },
  {
    defect: 'scheduled runs are never promoted',
    breakIt: () => ({ promote: () => Promise.resolve({ promoted: 0, nextDueMs: null }) }),
    caughtBy: 'model: after random sequences of verbs, the runs are in the states that the contract says',
  },
  ...brokenDedup,
  ...brokenFinished,
  ...brokenLimits,
  ...brokenSpawn,
  ...brokenWorkers,
];

async function endRunning(store: Store, runIds: readonly string[], cancel: CancelReason): Promise<void> {
  const running = (await store.read.get(runIds)).filter(({ state }) => state === 'running');
  await store.settle(
    running.map(({ id, token }) => ({
      lease: { runId: id, token },
      state: 'cancelled',
      output: null,
      error: null,
      cancel,
      attempt: { outcome: 'cancelled' },
    })),
  );
}
