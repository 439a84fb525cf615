import { toMilliseconds, type Duration } from '../duration.js';
import { NightshiftError } from '../errors.js';
import type { LimitRule, RateRule } from '../store/limits.js';

const MOST_AT_ONCE = 1_000_000;

/** How many runs of a job execute at the same time, in the whole fleet. */
export interface ConcurrencyLimit<Input = unknown> {
  /** From 1 to 1,000,000. */
  readonly limit: number;
  /** Counts the runs of each key by themselves; without it, all runs of the job together. */
  readonly per?: (input: Input) => string;
  /**
   * Runs of a key go one after the other in the order in which they became due, and a run that has begun keeps its turn
   * through retries and waits until it is final. Needs `per` and a limit of 1. Default false.
   */
  readonly ordered?: boolean;
}

/** How often runs of a job start, in the whole fleet. A retry is a start. */
export interface RateLimit<Input = unknown> {
  /** Starts in any window of this length: a sliding one, which never holds more. */
  readonly limit: number;
  readonly window: Duration;
  /** How many of them may come at once; then they spread over the window. From 1 to `limit`. Default `limit`. */
  readonly burst?: number;
  /** Counts the runs of each key by themselves; without it, all runs of the job together. */
  readonly per?: (input: Input) => string;
}

/** What a definition says of limits: one of each kind per key, and one for the job as a whole. */
export interface LimitOptions<Input = unknown> {
  readonly concurrency?: number | ConcurrencyLimit<Input> | readonly ConcurrencyLimit<Input>[];
  readonly rateLimit?: RateLimit<Input> | readonly RateLimit<Input>[];
}

/** The limits of a job as the engine keeps them. */
export interface RunLimits {
  /** One for the job, one for its keys, or fewer. */
  readonly rules: readonly LimitRule[];
  /** What `per` makes of an input that the schema has accepted; null when the job has no limit per key. */
  readonly keyOf: ((input: unknown) => string) | null;
}

/**
 * Reads the limits of a definition.
 *
 * @throws NightshiftError `INVALID_DEFINITION` for numbers out of range, two limits of one kind, or different keys.
 */
export function readLimits<Input>(job: string, options: LimitOptions<Input>): RunLimits {
  const concurrency = listOf(toConcurrency(options.concurrency));
  const rates = listOf(options.rateLimit);
  for (const one of concurrency) checkConcurrency(job, one);
  const keys = [...new Set([...concurrency, ...rates].flatMap(({ per }) => per ?? []))];
  const rules = (['job', 'key'] as const).flatMap((scope) => {
    const isPerKey = scope === 'key';
    const rule = ruleOf(job, {
      scope,
      name: job,
      concurrency: concurrency.filter(({ per }) => (per !== undefined) === isPerKey),
      rates: rates.filter(({ per }) => (per !== undefined) === isPerKey),
    });
    return rule ?? [];
  });
  // The engine hands them only what the job's own schema has accepted.
  return { rules, keyOf: keys.length === 0 ? null : oneKey(job, keys as ((input: unknown) => string)[]) };
}

/** A run is counted under one key, so several functions have to agree. */
function oneKey(job: string, keys: readonly ((input: unknown) => string)[]): (input: unknown) => string {
  const [first = () => '', ...others] = keys;
  return (input) => {
    const key = first(input);
    const odd = others.map((other) => other(input)).find((other) => other !== key);
    if (odd === undefined) return key;
    const keysFound = `the keys ${JSON.stringify(key)} and ${JSON.stringify(odd)} for one input`;
    return refuse(job, keysFound, 'every `per` of a job to give the same key');
  };
}

/** The limits of a queue, which count the runs of every job in it. */
export type QueueLimits = {
  readonly concurrency?: number;
  readonly rateLimit?: Omit<RateLimit, 'per'>;
};

/** @throws NightshiftError `INVALID_OPTION` for numbers out of range. */
export function queueRule(queue: string, { concurrency, rateLimit }: QueueLimits): LimitRule {
  try {
    return {
      scope: 'queue',
      name: queue,
      ...(concurrency !== undefined && { concurrency: checkCount('concurrency', concurrency, MOST_AT_ONCE) }),
      ...(rateLimit !== undefined && { rate: toRate(rateLimit) }),
    };
  } catch (error) {
    throw new NightshiftError('INVALID_OPTION', `Queue "${queue}": ${(error as Error).message}`, { cause: error });
  }
}

interface Scoped<Input> {
  readonly scope: 'job' | 'key';
  readonly name: string;
  readonly concurrency: readonly ConcurrencyLimit<Input>[];
  readonly rates: readonly RateLimit<Input>[];
}

function ruleOf<Input>(job: string, { scope, name, concurrency, rates }: Scoped<Input>): LimitRule | undefined {
  if (concurrency.length > 1 || rates.length > 1) {
    const whole = scope === 'job' ? 'for the job as a whole' : 'per key';
    refuse(job, `two limits of one kind ${whole}`, 'one concurrency limit and one rate limit at most');
  }
  const [most] = concurrency;
  const [rate] = rates;
  if (most === undefined && rate === undefined) return undefined;
  return {
    scope,
    name,
    ...(most !== undefined && { concurrency: most.limit }),
    ...(most?.ordered === true && { ordered: true }),
    ...(rate !== undefined && { rate: named(job, () => toRate(rate)) }),
  };
}

function toRate({ limit, window, burst = limit }: Omit<RateLimit, 'per'>): RateRule {
  checkCount('rateLimit.limit', limit, MOST_AT_ONCE);
  checkCount('rateLimit.burst', burst, limit);
  const windowMs = toMilliseconds(window, 'rateLimit.window');
  if (windowMs < 1) throw new NightshiftError('INVALID_OPTION', `Expected a rateLimit.window of 1 ms or more.`);
  return { limit, windowMs, burst };
}

function checkConcurrency<Input>(job: string, { limit, per, ordered }: ConcurrencyLimit<Input>): void {
  named(job, () => checkCount('concurrency', limit, MOST_AT_ONCE));
  if (ordered === true && (per === undefined || limit !== 1)) {
    refuse(job, `an ordered limit of ${limit}${per === undefined ? ' without `per`' : ''}`, '`per`, and a limit of 1');
  }
}

function checkCount(name: string, count: number, most: number): number {
  if (Number.isInteger(count) && count >= 1 && count <= most) return count;
  throw new NightshiftError(
    'INVALID_OPTION',
    `Expected ${name} to be a whole number from 1 to ${most}; received ${String(count)}.`,
  );
}

function named<Value>(job: string, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    throw new NightshiftError('INVALID_DEFINITION', `Job "${job}": ${(error as Error).message}`, { cause: error });
  }
}

function toConcurrency<Input>(option: LimitOptions<Input>['concurrency']) {
  return typeof option === 'number' ? { limit: option } : option;
}

function listOf<Item>(option: Item | readonly Item[] | undefined): readonly Item[] {
  if (option === undefined) return [];
  return Array.isArray(option) ? (option as readonly Item[]) : [option as Item];
}

function refuse(job: string, received: string, expected: string): never {
  throw new NightshiftError('INVALID_DEFINITION', `Job "${job}" has ${received}; expected ${expected}.`);
}
