import type { Clock } from '../clock.js';
import type { Registry } from '../registry.js';
import type { RunFilter } from '../store/reader.js';
import { ACTIVE_STATES, FINAL_STATES, type RunState } from '../store/run-record.js';

const FRESH_MS = 10_000;

/** How many runs of a queue are in a state, in the whole store. */
export interface QueueCount {
  readonly queue: string;
  readonly state: RunState;
  readonly runs: number;
}

/** What is asked for counts: the client of an application is one. */
export interface CountsRuns {
  readonly registry: Registry;
  counts(filter: Omit<RunFilter, 'states'>): Promise<Record<RunState, number>>;
}

/**
 * Counts by queue and state, for the queues of the registry's jobs. They are counted at most once in ten seconds, however
 * many ask: counting costs the store more than anything else that is measured.
 *
 * @example
 * const counts = new FleetCounts(jobs);
 * for (const { queue, state, runs } of await counts.read()) console.log(queue, state, runs);
 */
export class FleetCounts {
  readonly #client: CountsRuns;
  readonly #clock: Pick<Clock, 'now'>;
  #counting: Promise<QueueCount[]> | undefined;
  #countedAt = Number.NEGATIVE_INFINITY;

  constructor(client: CountsRuns, clock: Pick<Clock, 'now'> = { now: () => performance.now() }) {
    this.#client = client;
    this.#clock = clock;
  }

  read(): Promise<readonly QueueCount[]> {
    const now = this.#clock.now();
    if (this.#counting === undefined || now - this.#countedAt >= FRESH_MS) {
      this.#countedAt = now;
      this.#counting = this.#count().catch((error: unknown) => {
        this.#counting = undefined;
        throw error;
      });
    }
    return this.#counting;
  }

  async #count(): Promise<QueueCount[]> {
    const queues = [...new Set(this.#client.registry.all.map((job) => job.queue))];
    const counted = await Promise.all(
      queues.map(async (queue) => ({ queue, counts: await this.#client.counts({ queues: [queue] }) })),
    );
    return counted.flatMap(({ queue, counts }) =>
      [...ACTIVE_STATES, ...FINAL_STATES].map((state) => ({ queue, state, runs: counts[state] })),
    );
  }
}
