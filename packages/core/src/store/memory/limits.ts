import { checkDurationMs } from '../check-arguments.js';
import type { LimitRule, Pause, PauseReason, PauseTarget, RateWindow } from '../limits.js';
import { nextStartAt, startsLeft, withStarts } from '../rate-window.js';
import type { Memory } from './memory.js';
import type { Counted, Counter, StoredRun } from './stored-run.js';

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
  const { now } = memory;
  return windows.map(({ rule, key }) => {
    const counter = memory.runs.counters.find(rule.scope, rule.name, rule.scope === 'key' ? (key ?? '') : '');
    const opensAt = counter === undefined ? now : windowOpensAt(counter, rule, now);
    return opensAt > now ? Math.ceil(opensAt - now) : null;
  });
}

export function nextOpeningMs(memory: Memory, jobs: readonly string[], rules: readonly LimitRule[]): number | null {
  const { now } = memory;
  let next: number | null = null;
  for (const { counted } of memory.runs.queued.limited.of(new Set(jobs))) {
    const opensAt = Math.max(
      counted.by.key.closedUntil,
      ...rulesFor(rules, counted).map((rule) => windowOpensAt(counted.by[rule.scope], rule, now)),
    );
    if (opensAt > now) next = Math.min(next ?? Number.POSITIVE_INFINITY, Math.ceil(opensAt - now));
  }
  return next;
}

/** Lets nothing of a job and key start before the delay has passed. */
export function closeWindow(memory: Memory, { counted }: StoredRun, delayMs: number): void {
  if (counted === null || !(delayMs > 0)) return;
  checkDurationMs('delayMs', delayMs);
  const { key } = counted.by;
  key.closedUntil = Math.max(key.closedUntil, memory.now + delayMs);
}

/** How many more runs one claim may start under one rule. */
export interface Room {
  left: number;
}

const CLOSED: readonly Room[] = [{ left: 0 }];

/** How much of each limit one claim has left. */
export class Rooms {
  readonly #now: number;
  readonly #rules: readonly LimitRule[];
  readonly #ordered: ReadonlySet<string>;
  readonly #rooms = new Map<LimitRule, Map<Counter, Room>>();

  constructor({ now }: Memory, rules: readonly LimitRule[]) {
    this.#now = now;
    this.#rules = rules;
    this.#ordered = new Set(rules.filter(({ scope, ordered }) => scope === 'key' && ordered === true).map(nameOf));
  }

  isOrdered({ job }: Counted): boolean {
    return this.#ordered.has(job);
  }

  /** Each of which a run has to find room in. */
  of(counted: Counted): readonly Room[] {
    if (counted.by.key.closedUntil > this.#now) return CLOSED;
    return rulesFor(this.#rules, counted).map((rule) => this.#room(rule, counted.by[rule.scope]));
  }

  #room(rule: LimitRule, counter: Counter): Room {
    let rooms = this.#rooms.get(rule);
    if (rooms === undefined) this.#rooms.set(rule, (rooms = new Map<Counter, Room>()));
    let room = rooms.get(counter);
    if (room === undefined) rooms.set(counter, (room = { left: roomLeft(rule, counter, this.#now) }));
    return room;
  }
}

/** Counts runs that start now in the windows of their rates. */
export function countStarts({ now }: Memory, runs: readonly StoredRun[], rules: readonly LimitRule[]): void {
  const counts = new Map<Counted, number>();
  for (const { counted } of runs) if (counted !== null) counts.set(counted, (counts.get(counted) ?? 0) + 1);
  for (const [counted, count] of counts) {
    for (const { scope, rate } of rulesFor(rules, counted)) {
      if (rate === undefined) continue;
      const counter = counted.by[scope];
      counter.starts = withStarts(counter.starts, { count, now, windowMs: rate.windowMs });
    }
  }
}

function rulesFor(rules: readonly LimitRule[], { job, queue }: Counted): LimitRule[] {
  return rules.filter((rule) => rule.name === (rule.scope === 'queue' ? queue : job));
}

function roomLeft({ concurrency, rate }: LimitRule, { running, starts }: Counter, now: number): number {
  return Math.min(
    concurrency === undefined ? Number.POSITIVE_INFINITY : concurrency - running,
    rate === undefined ? Number.POSITIVE_INFINITY : startsLeft(starts, rate, now),
  );
}

function windowOpensAt({ starts, closedUntil }: Counter, { scope, rate }: LimitRule, now: number): number {
  const closed = scope === 'key' ? closedUntil : now;
  return Math.max(closed, rate === undefined ? now : nextStartAt(starts, rate, now));
}

function nameOf({ name }: LimitRule): string {
  return name;
}

function pauseSlot(target: PauseTarget): string {
  return JSON.stringify('queue' in target ? ['queue', target.queue] : ['job', target.job]);
}
