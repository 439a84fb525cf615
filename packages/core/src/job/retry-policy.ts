import type { Random } from '../clock.js';
import { toMilliseconds, type Duration } from '../duration.js';
import { NightshiftError } from '../errors.js';

/** How often and when a failed attempt is followed by another. */
export interface RetryPolicy {
  /** Attempts in all, the first included. Default 5; 1 never retries. */
  readonly attempts?: number;
  /** The wait before the next attempt. Default `exponential()`. */
  readonly backoff?: Backoff;
  /** False ends the run at once. {@link NonRetryableError} does so without being asked. Default: every error is retried. */
  readonly retryIf?: (error: unknown) => boolean;
}

/**
 * The wait in milliseconds after a failed attempt.
 *
 * @param attempt - the attempt that failed, 1 for the first.
 * @example
 * const fibonacci: Backoff = (attempt) => [1, 1, 2, 3, 5, 8][Math.min(attempt, 6) - 1]! * 1_000;
 */
export type Backoff = (attempt: number, random: Random) => number;

/**
 * How much chance there is in a wait, so that many runs that failed together do not all come back together.
 * `full` is anything from nothing to the whole wait, `equal` from half of it.
 * Source: Marc Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
 */
export type Jitter = 'none' | 'full' | 'equal';

interface Growth {
  /** The wait after the first attempt. Default 1 s. */
  readonly base?: Duration;
  /** No wait is longer. Default 5 min. */
  readonly max?: Duration;
  /** Default `full`. */
  readonly jitter?: Jitter;
}

/** The same wait each time, without jitter unless asked for. */
export function fixed(delay: Duration, options: { readonly jitter?: Jitter } = {}): Backoff {
  return growing({ base: delay, max: delay, jitter: options.jitter ?? 'none' }, (base) => base);
}

/** `base`, twice `base`, three times `base` … up to `max`. */
export function linear(growth: Growth = {}): Backoff {
  return growing(growth, (base, attempt) => base * attempt);
}

/**
 * `base`, `base × factor`, `base × factor²` … up to `max`.
 *
 * @example
 * const retry: RetryPolicy = { attempts: 5, backoff: exponential({ base: '1s', max: '5m', jitter: 'full' }) };
 */
export function exponential(growth: Growth & { readonly factor?: number } = {}): Backoff {
  const factor = growth.factor ?? 2;
  if (!(factor >= 1)) {
    throw new NightshiftError('INVALID_OPTION', `Expected factor to be 1 or more; received ${factor}.`);
  }
  return growing(growth, (base, attempt) => base * factor ** (attempt - 1));
}

function growing(growth: Growth, wait: (base: number, attempt: number) => number): Backoff {
  const base = toMilliseconds(growth.base ?? '1s', 'base');
  const max = toMilliseconds(growth.max ?? '5m', 'max');
  const jitter = growth.jitter ?? 'full';
  return (attempt, random) => withJitter(Math.min(wait(base, attempt), max), jitter, random);
}

function withJitter(ms: number, jitter: Jitter, random: Random): number {
  if (jitter === 'none') return ms;
  return jitter === 'full' ? ms * random() : ms / 2 + (ms / 2) * random();
}
