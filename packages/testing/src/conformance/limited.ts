import type { ClaimedRun, ClaimRequest, LimitRule, NewRun, Store } from '@nightshift/core';
import { LONG_MS, type Subject } from './subject.js';

type Bounds = Omit<LimitRule, 'scope' | 'name'>;

export function perKey(subject: Subject, bounds: Bounds): LimitRule {
  return { scope: 'key', name: subject.job, ...bounds };
}

export function perJob(subject: Subject, bounds: Bounds): LimitRule {
  return { scope: 'job', name: subject.job, ...bounds };
}

export function perQueue(name: string, bounds: Bounds): LimitRule {
  return { scope: 'queue', name, ...bounds };
}

/** Enqueues runs of these limit keys, the first to be claimed first. */
export async function addLimited(
  subject: Subject,
  limitKeys: readonly (string | null)[],
  changes: Partial<NewRun> = {},
): Promise<string[]> {
  const runs = limitKeys.map((limitKey) => subject.newRun({ ...changes, limitKey }));
  await subject.store.enqueue(runs);
  return runs.map(({ id }) => id);
}

/** The limit keys of runs, how often each. */
export function countKeys(runs: readonly { readonly limitKey: string | null }[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { limitKey } of runs) counts[String(limitKey)] = (counts[String(limitKey)] ?? 0) + 1;
  return counts;
}

/** The same text so many times. */
export function times(count: number, limitKey: string): string[] {
  return Array.from({ length: count }, () => limitKey);
}

/** Claims from one of several instances. */
export function claimFrom(
  store: Store<unknown>,
  request: Partial<ClaimRequest> & Pick<ClaimRequest, 'jobs'>,
): Promise<ClaimedRun[]> {
  return store.claim({ worker: 'w', limit: 10, leaseMs: LONG_MS, ...request });
}
