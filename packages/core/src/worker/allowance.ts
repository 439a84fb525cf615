import { NightshiftError } from '../errors.js';

/** What the host feels, over the time since the sample before. */
export interface HostSample {
  /** The longest that the event loop was held up, in milliseconds. */
  readonly eventLoopDelayMs: number;
  /** Heap in use, as a share of what V8 allows. */
  readonly heapRatio: number;
  /** Resident memory, as a share of what the container or machine allows the process; 0 where nothing limits it. */
  readonly memoryRatio: number;
}

/** How much of each the worker takes part in before it claims less. Each is optional; `Infinity` turns one off. */
export interface GovernorOptions {
  /** Longest delay of the event loop within a second, in milliseconds. Default 200. */
  readonly eventLoopDelayMs?: number;
  /** Share of the heap that V8 allows. Default 0.85. */
  readonly heapRatio?: number;
  /** Share of the memory that the container allows, where it says so. Default 0.9. */
  readonly memoryRatio?: number;
}

export type GovernorBounds = Required<GovernorOptions>;

export type ThrottleReason = 'event-loop-delay' | 'heap' | 'memory';

/** How many runs a worker may have at a time, and what made it fewer. */
export interface Allowance {
  readonly allowance: number;
  readonly reason: ThrottleReason | null;
}

const DEFAULTS: GovernorBounds = { eventLoopDelayMs: 200, heapRatio: 0.85, memoryRatio: 0.9 };

/**
 * The allowance after a sample: half of it when a bound is passed, a tenth of the concurrency more when none is. It stays
 * from 1 to `concurrency`: a busy host still gets its work done, one run at a time.
 *
 * Additive increase and multiplicative decrease, as in TCP: D.-M. Chiu and R. Jain, "Analysis of the Increase and Decrease
 * Algorithms for Congestion Avoidance in Computer Networks", 1989.
 */
export function nextAllowance(
  allowance: number,
  sample: HostSample,
  { concurrency, ...bounds }: GovernorBounds & { readonly concurrency: number },
): Allowance {
  const reason = breach(sample, bounds);
  const next = reason === null ? allowance + Math.ceil(concurrency / 10) : Math.floor(allowance / 2);
  return { allowance: Math.min(concurrency, Math.max(1, next)), reason };
}

/** @throws NightshiftError `INVALID_OPTION`. */
export function governorBounds(options: GovernorOptions): GovernorBounds {
  const bounds = { ...DEFAULTS, ...options };
  for (const [name, value] of Object.entries(bounds)) {
    if (typeof value === 'number' && value > 0) continue;
    throw new NightshiftError(
      'INVALID_OPTION',
      `Expected governor.${name} to be a number above 0; received ${String(value)}.`,
    );
  }
  return bounds;
}

function breach(sample: HostSample, bounds: GovernorBounds): ThrottleReason | null {
  if (sample.memoryRatio > bounds.memoryRatio) return 'memory';
  if (sample.heapRatio > bounds.heapRatio) return 'heap';
  if (sample.eventLoopDelayMs > bounds.eventLoopDelayMs) return 'event-loop-delay';
  return null;
}
