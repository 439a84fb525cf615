import { createJobs, defineJob, type ClaimedRun } from '@nightshift/core';
import { expect } from 'vitest';
import type { SqlStore } from '../../src/index.js';
import { startChild, type Child } from './child.js';

export const LEASE_MS = 1_000;

const block = defineJob({ name: 'block', description: 'Runs in the other process.', run: () => null });
const starve = defineJob({ name: 'starve', description: 'Runs in the other process.', run: () => null });

export interface Line {
  readonly event: string;
  readonly runId?: string;
}

export interface BlockedOptions {
  readonly connectionString: string;
  readonly directConnectionString?: string;
  readonly schema: string;
  readonly blockMs: number;
  readonly timeoutMs?: number;
  readonly driver?: string;
  /** `starve` leaves its pool no connection, and its event loop free. */
  readonly job?: 'block' | 'starve';
}

export interface Blocked {
  readonly child: Child;
  readonly runId: string;
  /** The next thing that the process says besides errors. */
  said(): Promise<Line>;
}

/** Watches processes whose event loop is blocked by a run, through a store of the same data. */
export class BlockedWorkers {
  readonly #store: () => SqlStore;
  readonly #children: Child[] = [];

  constructor(store: () => SqlStore) {
    this.#store = store;
  }

  /** A process whose event loop is blocked by a run that it has just claimed. */
  async start(options: BlockedOptions): Promise<Blocked> {
    const child = startChild('blocking-worker.ts', JSON.stringify({ driver: 'pg', leaseMs: LEASE_MS, ...options }));
    this.#children.push(child);
    const said = async (): Promise<Line> => {
      for (;;) {
        const line = JSON.parse(await child.line()) as Line;
        if (line.event !== 'error') return line;
      }
    };
    expect(await said()).toEqual({ event: 'started', leasesWhileBlocked: { kept: true, by: 'thread' } });
    const jobs = createJobs({ jobs: [block, starve], store: this.#store() });
    const { runId } = await jobs.enqueue(options.job ?? 'block');
    expect(await said()).toEqual({ event: 'blocking', runId });
    return { child, runId, said };
  }

  /** Reaps without a pause until the process says something, or the run is taken over. */
  async reapUntil(said: Promise<Line>): Promise<{ readonly line: Line | null; readonly taken: ClaimedRun[] }> {
    let line: Line | null = null;
    const heard = said.then((one) => (line = one));
    while (line === null) {
      const { runs: taken } = await this.#store().reap({ limit: 10, leaseMs: 60_000 });
      if (taken.length > 0) return { line, taken };
    }
    return { line: await heard, taken: [] };
  }

  /** Waits for the first renewal by the thread. Until then, while it starts, nobody may look for expired leases. */
  async renewed(runId: string): Promise<number> {
    await this.renewedAfter(runId, await this.#expiryOf(runId));
    return this.#expiryOf(runId);
  }

  async renewedAfter(runId: string, expiry: number): Promise<Line> {
    for (;;) if ((await this.#expiryOf(runId)) > expiry) return { event: 'renewed', runId };
  }

  async recordOf(runId: string) {
    const [record] = await this.#store().read.get([runId]);
    return record;
  }

  /** A test that failed has left its process running. */
  async killAll(): Promise<void> {
    await Promise.all(this.#children.splice(0).map((child) => child.kill()));
  }

  async #expiryOf(runId: string): Promise<number> {
    return (await this.recordOf(runId))?.leaseExpiresAt?.getTime() ?? 0;
  }
}
