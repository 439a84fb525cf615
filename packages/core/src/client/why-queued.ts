import type { LimitRule } from '../store/limits.js';
import type { RunRecord } from '../store/run-record.js';
import { workerTakes } from '../health/worker-takes.js';
import { toReference, toWorkerReference, type WhyReason, type WhySources } from './why-reason.js';

const MOST_NAMED = 10;
const AT_ITS_BEST = { draining: false, allowance: 1 };

/** Why a run that is due does not run: what holds it back first, then how long the line is. */
export async function whyQueued(sources: WhySources, run: RunRecord): Promise<WhyReason[]> {
  const reasons = [
    ...(await pausedBy(sources, run)),
    ...(await noWorker(sources, run)),
    ...(await heldByLimits(sources, run)),
  ];
  const ahead = (await sources.store.read.ahead(run.id)) ?? 0;
  if (ahead > 0) reasons.push({ code: 'behind', runs: ahead });
  return reasons.length > 0 ? reasons : [{ code: 'next' }];
}

async function pausedBy({ store }: WhySources, run: RunRecord): Promise<WhyReason[]> {
  const pauses = await store.limits.paused();
  return pauses
    .filter((pause) => ('queue' in pause ? pause.queue === run.queue : pause.job === run.job))
    .map((pause) => ({ code: 'paused', pause }));
}

async function noWorker({ store }: WhySources, run: RunRecord): Promise<WhyReason[]> {
  const workers = await store.workers.live();
  if (workers.some((worker) => workerTakes(worker, run))) return [];
  const dead = (await store.workers.dead()).filter((worker) => workerTakes({ ...worker, ...AT_ITS_BEST }, run));
  return [
    {
      code: 'no-worker',
      job: run.job,
      liveWorkers: workers.length,
      dead: dead.slice(0, MOST_NAMED).map(toWorkerReference),
    },
  ];
}

async function heldByLimits(sources: WhySources, run: RunRecord): Promise<WhyReason[]> {
  if (run.limitKey === null) return [];
  const rules = sources.limits.of({ name: run.job, queue: run.queue });
  const full = await Promise.all(rules.map((rule) => limitFull(sources, run, rule)));
  const turns = await Promise.all(rules.map((rule) => outOfTurn(sources, run, rule)));
  return [...full.flat(), ...(await rateLimited(sources, run, rules)), ...turns.flat()];
}

async function limitFull({ store }: WhySources, run: RunRecord, rule: LimitRule): Promise<WhyReason[]> {
  const { scope, name, concurrency } = rule;
  if (concurrency === undefined) return [];
  const filter = {
    states: ['running'],
    ...(scope === 'queue' ? { queues: [name] } : { jobs: [name] }),
    ...(scope === 'key' && { limitKey: run.limitKey ?? '' }),
  } as const;
  const counted = await store.read.counts(filter);
  if (counted.running < concurrency) return [];
  const { runs } = await store.read.list(filter, { limit: MOST_NAMED });
  return [{ code: 'limit-full', scope, name, key: keyOf(rule, run), concurrency, heldBy: runs.map(toReference) }];
}

async function rateLimited({ store }: WhySources, run: RunRecord, rules: readonly LimitRule[]): Promise<WhyReason[]> {
  // A window that a release closed is asked for even where no rate is left in the definition.
  const asked = rules.some((rule) => rule.scope === 'key')
    ? rules
    : [...rules, { scope: 'key' as const, name: run.job }];
  const opening = await store.limits.opensInMs(asked.map((rule) => ({ rule, key: run.limitKey ?? '' })));
  const now = await store.schedules.now();
  return asked.flatMap((rule, index) => {
    const opensInMs = opening[index] ?? null;
    if (opensInMs === null) return [];
    const opensAt = new Date(now.getTime() + opensInMs);
    return [{ code: 'rate-limited' as const, scope: rule.scope, name: rule.name, key: keyOf(rule, run), opensAt }];
  });
}

async function outOfTurn({ store }: WhySources, run: RunRecord, rule: LimitRule): Promise<WhyReason[]> {
  if (rule.ordered !== true) return [];
  const filter = { jobs: [run.job], limitKey: run.limitKey ?? '', states: ['scheduled', 'queued', 'waiting'] } as const;
  const { runs } = await store.read.list(filter, { limit: 100 });
  const begun = runs.find((other) => other.id !== run.id && other.attempts.length > 0);
  return begun === undefined ? [] : [{ code: 'out-of-turn', key: run.limitKey ?? '', behind: toReference(begun) }];
}

function keyOf(rule: LimitRule, run: RunRecord): string | null {
  return rule.scope === 'key' ? run.limitKey : null;
}
