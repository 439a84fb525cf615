import { heapStatistics, totalMemory } from '../node-builtins.js';
import type { HostSample } from './allowance.js';

const TICK_MS = 100;

/**
 * Measures what the host feels. It holds nothing that keeps the process alive.
 *
 * The delay is how late a timer of 100 ms comes, so that of a block up to 100 ms may go unseen. The histogram of
 * `perf_hooks` is finer, but forgets the last tick when it is reset, and with it whatever blocks right after.
 */
export class HostProbe {
  #ticking: NodeJS.Timeout | undefined;
  #tickedAt = 0;
  #longestMs = 0;
  #longestToTellMs = 0;

  start(): void {
    this.#tickedAt = performance.now();
    this.#ticking = setInterval(() => this.#tick(), TICK_MS).unref();
  }

  /** What happened since the sample before. */
  sample(): HostSample {
    this.#tick();
    const longestMs = this.#longestMs;
    this.#longestMs = 0;
    const { used_heap_size: used, heap_size_limit: limit } = heapStatistics();
    const memory = memoryLimit();
    return {
      eventLoopDelayMs: longestMs,
      heapRatio: used / limit,
      memoryRatio: memory === null ? 0 : process.memoryUsage.rss() / memory,
    };
  }

  /** The longest delay since it was asked for before, whatever was sampled meanwhile. */
  takeLongestDelayMs(): number {
    this.#tick();
    const longestMs = this.#longestToTellMs;
    this.#longestToTellMs = 0;
    return longestMs;
  }

  stop(): void {
    clearInterval(this.#ticking);
  }

  #tick(): void {
    const now = performance.now();
    const lateMs = now - this.#tickedAt - TICK_MS;
    this.#longestMs = Math.max(this.#longestMs, lateMs);
    this.#longestToTellMs = Math.max(this.#longestToTellMs, lateMs);
    this.#tickedAt = now;
  }
}

/** Bytes that the container allows; without a limit Node answers 0, nothing, or more than the machine has. */
function memoryLimit(): number | null {
  const limit = process.constrainedMemory();
  return limit > 0 && limit < totalMemory() ? limit : null;
}
