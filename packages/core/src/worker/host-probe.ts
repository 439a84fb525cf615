import { totalmem } from 'node:os';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';
import type { HostSample } from './allowance.js';

const RESOLUTION_MS = 20;

/** Measures what the host feels. It holds nothing that keeps the process alive. */
export class HostProbe {
  readonly #delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });

  start(): void {
    this.#delay.enable();
  }

  /** What happened since the sample before. */
  sample(): HostSample {
    const longestMs = this.#delay.max / 1e6 - RESOLUTION_MS;
    this.#delay.reset();
    const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
    const memory = memoryLimit();
    return {
      eventLoopDelayMs: Math.max(0, longestMs),
      heapRatio: used / limit,
      memoryRatio: memory === null ? 0 : process.memoryUsage.rss() / memory,
    };
  }

  stop(): void {
    this.#delay.disable();
  }
}

/** Bytes that the container allows; without a limit Node answers 0, nothing, or more than the machine has. */
function memoryLimit(): number | null {
  const limit = process.constrainedMemory();
  return limit > 0 && limit < totalmem() ? limit : null;
}
