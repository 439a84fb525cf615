import type { RateRule } from './limits.js';

/** Runs of one window that started, oldest first. */
export type Starts = readonly { readonly at: number; readonly count: number }[];

/** More entries than this are merged, the oldest two into the later one's time: the log stays small, and errs to fewer starts. */
export const MOST_STARTS = 100;

/**
 * How many runs may start now: the sliding window log, once for the limit over the whole window and once for the burst over
 * its share of it. No window of that length ever holds more.
 */
export function startsLeft(starts: Starts, rule: RateRule, now: number): number {
  const left = rule.limit - countSince(starts, now - rule.windowMs);
  return rule.burst === rule.limit ? left : Math.min(left, rule.burst - countSince(starts, now - burstMs(rule)));
}

/** When the next run may start; `now` when one may start already. */
export function nextStartAt(starts: Starts, rule: RateRule, now: number): number {
  return Math.max(
    now,
    freedAt(starts, { most: rule.limit, windowMs: rule.windowMs }, now),
    freedAt(starts, { most: rule.burst, windowMs: burstMs(rule) }, now),
  );
}

/** The log with these starts in it, and without those that no window reaches any more. */
export function withStarts(
  starts: Starts,
  { count, now, windowMs }: { readonly count: number; readonly now: number; readonly windowMs: number },
): Starts {
  const firstKept = starts.findIndex(({ at }) => at > now - windowMs);
  const kept = firstKept < 0 ? [] : starts.slice(firstKept);
  if (kept.at(-1)?.at === now) kept.push({ at: now, count: count + (kept.pop()?.count ?? 0) });
  else kept.push({ at: now, count });
  const [oldest, next] = kept;
  if (kept.length > MOST_STARTS && oldest && next) kept.splice(0, 2, { at: next.at, count: oldest.count + next.count });
  return kept;
}

function burstMs({ limit, windowMs, burst }: RateRule): number {
  return Math.ceil((windowMs * burst) / limit);
}

function countSince(starts: Starts, after: number): number {
  let sum = 0;
  for (const { at, count } of starts) if (at > after) sum += count;
  return sum;
}

function freedAt(starts: Starts, bound: { readonly most: number; readonly windowMs: number }, now: number): number {
  let held = countSince(starts, now - bound.windowMs);
  for (const { at, count } of starts) {
    if (held < bound.most) return now;
    if (at <= now - bound.windowMs) continue;
    held -= count;
    if (held < bound.most) return at + bound.windowMs;
  }
  return now;
}
