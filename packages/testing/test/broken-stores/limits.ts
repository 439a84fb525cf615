import type { ClaimedRun, ClaimRequest, LimitRule, PauseTarget, RunRecord, Store } from '@nightshift/core';
import type { BrokenStore } from './broken-store.js';

export const brokenLimits: readonly BrokenStore[] = [
  {
    defect: 'claims at once take one more than the limit of a key',
    breakIt: (store) => {
      let claiming = 0;
      return {
        claim: async (request) => {
          claiming += 1;
          const answer = store.claim(claiming > 1 ? withRoom(request, 1) : request);
          await answer.finally(() => (claiming -= 1));
          return answer;
        },
      };
    },
    caughtBy: 'concurrency: many claimers at once never have more than the limit',
  },
  {
    defect: 'a run in the hands of a reaper no longer counts',
    breakIt: (store) => {
      let reaped = 0;
      return {
        reap: async (request) => {
          const answer = await store.reap(request);
          reaped += answer.runs.length;
          return answer;
        },
        claim: (request) => store.claim(withRoom(request, reaped)),
      };
    },
    caughtBy: 'concurrency: a run whose worker died counts until it is ended, in the hands of a reaper too',
  },
  {
    defect: 'limits are forgotten for runs that are asked for by id',
    breakIt: (store) => ({
      claim: ({ limits, ...request }) =>
        store.claim(request.only === undefined && limits !== undefined ? { ...request, limits } : request),
    }),
    caughtBy: 'concurrency: limits hold for runs that are asked for by id, or by flow',
  },
  {
    defect: 'a full key hides the keys behind it',
    breakIt: (store) => ({
      claim: async (request) => {
        const window = (await inOrder(store, request)).slice(0, 100).map(({ id }) => id);
        return request.only === undefined
          ? store.claim({ ...request, only: { runIds: window } })
          : store.claim(request);
      },
    }),
    caughtBy: 'concurrency: however many keys are full, whatever else may start is found',
  },
  {
    defect: 'a retry is not counted by a rate',
    breakIt: (store) => ({
      claim: async ({ limits, ...request }) => {
        const begun = (await inOrder(store, request)).filter(({ token }) => token > 0).map(({ id }) => id);
        const retried = await store.claim({ ...request, only: { runIds: begun } });
        return retried.length > 0 ? retried : store.claim({ ...request, ...(limits !== undefined && { limits }) });
      },
    }),
    caughtBy: 'rates: every start counts: of a retry, and of a run that was handed back',
  },
  {
    defect: 'a rate forgets its burst',
    breakIt: (store) => ({
      claim: (request) => store.claim(withRules(request, (rule) => ({ ...rule, ...withoutBurst(rule) }))),
    }),
    caughtBy: 'rates: in any window at most as many start as its limit, and in its share as its burst',
  },
  {
    defect: 'windows are counted from fixed moments',
    breakIt: (store) => {
      const starts = new Map<string, number>();
      return {
        claim: async (request) => {
          const [rule] = request.limits ?? [];
          const rate = rule?.rate;
          if (rate === undefined || rate.burst < rate.limit) return store.claim(request);
          const slot = `${rule?.name} ${Math.floor((await store.schedules.now()).getTime() / rate.windowMs)}`;
          const left = rate.limit - (starts.get(slot) ?? 0);
          if (left <= 0) return [];
          const { limits: _limits, ...free } = request;
          const claimed = await store.claim({ ...free, limit: Math.min(left, request.limit) });
          starts.set(slot, (starts.get(slot) ?? 0) + claimed.length);
          return claimed;
        },
      };
    },
    caughtBy: 'rates: in any window at most as many start as its limit, and in its share as its burst',
  },
  {
    defect: 'a release that closes a window closes it for every key',
    breakIt: (store) => {
      let closed = false;
      return {
        release: (releases) => {
          closed ||= releases.some(({ closesWindow }) => closesWindow === true);
          return store.release(releases);
        },
        claim: (request) => (closed ? Promise.resolve([]) : store.claim(request)),
      };
    },
    caughtBy: 'rates: a release can close the window of its key, of no other, until its delay is over',
  },
  {
    defect: 'a key with many runs starves the others',
    breakIt: (store) => ({
      claim: async (request) => {
        const claimed: ClaimedRun[] = [];
        for (const { id } of await inOrder(store, request)) {
          if (claimed.length === request.limit) break;
          claimed.push(...(await store.claim({ ...request, only: { runIds: [id] }, limit: 1 })));
        }
        return claimed;
      },
    }),
    caughtBy: 'turns: a few runs of a key do not wait behind many of another',
  },
  {
    defect: 'turns come before priority',
    breakIt: (store) => ({
      enqueue: (runs) => store.enqueue(runs.map((run) => (run.limitKey === null ? run : { ...run, priority: 0 }))),
    }),
    caughtBy: 'turns: priority comes before turns',
  },
  {
    defect: 'a retry lets the next of its key go first',
    breakIt: (store) => ({
      claim: (request) => store.claim(withRules(request, ({ ordered: _ordered, ...rule }) => rule)),
    }),
    caughtBy: 'order: one that has begun keeps the key through a retry with a delay, and others go on meanwhile',
  },
  {
    defect: 'a resume wakes nobody',
    breakIt: (store) => {
      let isMuted = false;
      const resume = (target: PauseTarget) => {
        isMuted = true;
        return store.limits.resume(target);
      };
      return {
        limits: { ...store.limits, resume },
        notifications: {
          subscribe: async (listener) => {
            const heard = store.notifications?.subscribe((signal) => {
              if (!isMuted || signal.kind !== 'queued') listener(signal);
            });
            return (await heard) ?? { live: false, unsubscribe: () => Promise.resolve() };
          },
        },
      };
    },
    caughtBy: 'pause: a resume wakes other instances',
  },
  {
    defect: 'a pause is forgotten for runs that are asked for by id',
    breakIt: (store) => ({
      claim: async (request) => {
        if (request.only === undefined) return store.claim(request);
        const paused = await store.limits.paused();
        for (const pause of paused) await store.limits.resume(pause);
        const claimed = await store.claim(request);
        for (const pause of paused) await store.limits.pause(pause, pause);
        return claimed;
      },
    }),
    caughtBy: 'pause: they stay when they are asked for by id or by flow, too',
  },
  {
    defect: 'a second pause takes over the first',
    breakIt: (store) => ({
      limits: {
        ...store.limits,
        pause: async (target, by) => {
          await store.limits.resume(target);
          await store.limits.pause(target, by);
        },
      },
    }),
    caughtBy: 'pause: pausing twice keeps the first, and one resume ends it',
  },
];

function withRules(request: ClaimRequest, change: (rule: LimitRule) => LimitRule): ClaimRequest {
  return request.limits === undefined ? request : { ...request, limits: request.limits.map(change) };
}

function withRoom(request: ClaimRequest, more: number): ClaimRequest {
  return withRules(request, (rule) =>
    rule.concurrency === undefined ? rule : { ...rule, concurrency: rule.concurrency + more },
  );
}

function withoutBurst({ rate }: LimitRule): Pick<LimitRule, 'rate'> {
  return rate === undefined ? {} : { rate: { ...rate, burst: rate.limit } };
}

/** What would be claimed if there were no limits. */
async function inOrder(store: Store, { jobs, only }: Omit<ClaimRequest, 'limits'>): Promise<RunRecord[]> {
  const { runs } = await store.read.list({ jobs, states: ['queued'] }, { limit: 10_000 });
  return runs
    .filter(({ id }) => only?.runIds?.includes(id) ?? true)
    .sort((a, b) => b.priority - a.priority || a.runAt.getTime() - b.runAt.getTime() || (a.id < b.id ? -1 : 1));
}
