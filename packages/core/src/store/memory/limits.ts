import { checkDurationMs } from '../check-arguments.js';
import type { LimitRule, Pause, PauseReason, PauseTarget, RateWindow } from '../limits.js';
import { nextStartAt, startsLeft, withStarts, type Starts } from '../rate-window.js';
import type { Lane } from './limited-lanes.js';
import type { Memory, StoredWindow } from './memory.js';
import type { StoredRun } from './stored-run.js';

export function pause(memory: Memory, target: PauseTarget, reason: PauseReason): void {
  const slot = pauseSlot(target);
  if (!memory.pauses.has(slot)) memory.pauses.set(slot, { ...target, ...reason, at: new Date(memory.now) });
}

export function resume(memory: Memory, target: PauseTarget): boolean {
  const wasPaused = memory.pauses.delete(pauseSlot(target));
  if (wasPaused) memory.signals.queued({ due: true });
  return wasPaused;
}

export function paused(memory: Memory): Pause[] {
  return [...memory.pauses.values()].map((pause) => ({ ...pause }));
}

export function isPaused(memory: Memory, target: PauseTarget): boolean {
  return memory.pauses.size > 0 && memory.pauses.has(pauseSlot(target));
}

export function opensInMs(memory: Memory, windows: readonly RateWindow[]): (number | null)[] {
  const now = memory.now;
  return windows.map(({ rule, key }) => {
    const opensAt = windowOpensAt(memory, rule, key ?? '');
    return opensAt > now ? Math.ceil(opensAt - now) : null;
  });
}

export function nextOpeningMs(memory: Memory, jobs: readonly string[], rules: readonly LimitRule[]): number | null {
  const now = memory.now;
  let next: number | null = null;
  for (const lane of memory.runs.queued.limited.of(new Set(jobs))) {
    const opensAt = Math.max(
      closedUntil(memory, lane.job, lane.key),
      ...rulesFor(rules, lane).map((rule) => windowOpensAt(memory, rule, lane.key)),
    );
    if (opensAt > now) next = Math.min(next ?? Number.POSITIVE_INFINITY, Math.ceil(opensAt - now));
  }
  return next;
}

/** Lets nothing of a job and key start before the delay has passed. */
export function closeWindow(memory: Memory, run: StoredRun, delayMs: number): void {
  if (run.limitKey === null || !(delayMs > 0)) return;
  checkDurationMs('delayMs', delayMs);
  const until = memory.now + delayMs;
  changeWindow(memory, windowSlot({ scope: 'key', name: run.job }, run.limitKey), (window) => ({
    ...window,
    closedUntil: Math.max(window.closedUntil, until),
  }));
}

/** How much of each limit one claim has left. */
export class Rooms {
  readonly #memory: Memory;
  readonly #rules: readonly LimitRule[];
  readonly #left = new Map<string, number>();

  constructor(memory: Memory, rules: readonly LimitRule[]) {
    this.#memory = memory;
    this.#rules = rules;
  }

  isOrdered({ job }: Lane): boolean {
    return this.#rules.some((rule) => rule.scope === 'key' && rule.name === job && rule.ordered === true);
  }

  left(lane: Lane): number {
    if (closedUntil(this.#memory, lane.job, lane.key) > this.#memory.now) return 0;
    return Math.min(Number.POSITIVE_INFINITY, ...rulesFor(this.#rules, lane).map((rule) => this.#of(rule, lane.key)));
  }

  take(lane: Lane): void {
    for (const rule of rulesFor(this.#rules, lane)) {
      this.#left.set(roomSlot(rule, lane.key), this.#of(rule, lane.key) - 1);
    }
  }

  #of(rule: LimitRule, key: string): number {
    const slot = roomSlot(rule, key);
    const known = this.#left.get(slot);
    if (known !== undefined) return known;
    const left = Math.min(slotsLeft(this.#memory, rule, key), ratesLeft(this.#memory, rule, key));
    this.#left.set(slot, left);
    return left;
  }
}

/** Counts runs that start now in the windows of their rates, each window once. */
export function countStarts(memory: Memory, runs: readonly StoredRun[], rules: readonly LimitRule[]): void {
  const now = memory.now;
  const counts = new Map<string, { readonly windowMs: number; count: number }>();
  for (const run of runs) {
    if (run.limitKey === null) continue;
    for (const rule of rulesFor(rules, run)) {
      if (rule.rate === undefined) continue;
      const slot = windowSlot(rule, run.limitKey);
      const known = counts.get(slot);
      if (known === undefined) counts.set(slot, { windowMs: rule.rate.windowMs, count: 1 });
      else known.count += 1;
    }
  }
  for (const [slot, { windowMs, count }] of counts) {
    changeWindow(memory, slot, (window) => ({
      ...window,
      starts: withStarts(window.starts, { count, now, windowMs }),
    }));
  }
}

function rulesFor(rules: readonly LimitRule[], { job, queue }: Pick<Lane, 'job' | 'queue'>): LimitRule[] {
  return rules.filter((rule) => rule.name === (rule.scope === 'queue' ? queue : job));
}

function slotsLeft(memory: Memory, { scope, name, concurrency }: LimitRule, key: string): number {
  if (concurrency === undefined) return Number.POSITIVE_INFINITY;
  return concurrency - memory.runs.begun.runningOf(scope, name, scope === 'key' ? key : '');
}

function ratesLeft(memory: Memory, rule: LimitRule, key: string): number {
  if (rule.rate === undefined) return Number.POSITIVE_INFINITY;
  return startsLeft(startsOf(memory, rule, key), rule.rate, memory.now);
}

function windowOpensAt(memory: Memory, rule: LimitRule, key: string): number {
  const now = memory.now;
  const closed = rule.scope === 'key' ? closedUntil(memory, rule.name, key) : now;
  return Math.max(closed, rule.rate === undefined ? now : nextStartAt(startsOf(memory, rule, key), rule.rate, now));
}

function closedUntil(memory: Memory, job: string, key: string): number {
  return memory.windows.get(windowSlot({ scope: 'key', name: job }, key))?.closedUntil ?? 0;
}

function startsOf(memory: Memory, rule: LimitRule, key: string): Starts {
  return memory.windows.get(windowSlot(rule, key))?.starts ?? [];
}

type Scoped = Pick<LimitRule, 'scope' | 'name'>;

function changeWindow(memory: Memory, slot: string, change: (window: StoredWindow) => StoredWindow): void {
  memory.windows.set(slot, change(memory.windows.get(slot) ?? { starts: [], closedUntil: 0 }));
}

function windowSlot({ scope, name }: Scoped, key: string): string {
  return JSON.stringify([scope, name, scope === 'key' ? key : '']);
}

function roomSlot(rule: Scoped, key: string): string {
  return windowSlot(rule, key);
}

function pauseSlot(target: PauseTarget): string {
  return JSON.stringify('queue' in target ? ['queue', target.queue] : ['job', target.job]);
}
