import type { RateRule } from './limits.js';

interface Start {
  readonly at: number;
  readonly count: number;
}

/** Runs of one window that started. */
export interface Starts {
  /** Oldest first. */
  readonly log: readonly Start[];
  /** Of all the log. */
  readonly total: number;
}

export const NO_STARTS: Starts = { log: [], total: 0 };

/** The starts of a log that was kept elsewhere. */
export function startsOf(log: readonly Start[]): Starts {
  return {
    log: [...log].sort((one, other) => one.at - other.at),
    total: log.reduce((sum, { count }) => sum + count, 0),
  };
}

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
  const after = now - windowMs;
  const firstKept = starts.log.findIndex(({ at }) => at > after);
  const log = firstKept < 0 ? [] : starts.log.slice(firstKept);
  // The last place, unless the clock was turned back.
  const place = log.findLastIndex(({ at }) => at <= now);
  const same = log[place]?.at === now ? log[place] : undefined;
  if (same === undefined) log.splice(place + 1, 0, { at: now, count });
  else log[place] = { at: now, count: same.count + count };
  const [oldest, next] = log;
  if (log.length > MOST_STARTS && oldest && next) log.splice(0, 2, { at: next.at, count: oldest.count + next.count });
  return { log, total: countSince(starts, after) + count };
}

function burstMs({ limit, windowMs, burst }: RateRule): number {
  return Math.ceil((windowMs * burst) / limit);
}

/** From the oldest on until one counts: few have left the window since the last that came. */
function countSince({ log, total }: Starts, after: number): number {
  let left = total;
  for (const { at, count } of log) {
    if (at > after) break;
    left -= count;
  }
  return left;
}

function freedAt(starts: Starts, bound: { readonly most: number; readonly windowMs: number }, now: number): number {
  let held = countSince(starts, now - bound.windowMs);
  for (const { at, count } of starts.log) {
    if (held < bound.most) return now;
    if (at <= now - bound.windowMs) continue;
    held -= count;
    if (held < bound.most) return at + bound.windowMs;
  }
  return now;
}
