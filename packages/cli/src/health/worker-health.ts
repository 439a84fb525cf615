import type { Worker, WorkerPhase } from '@nightshift/core';
import type { Client } from '../app/session.js';
import { StoreReach } from './store-reach.js';

// A claim takes milliseconds. One that hangs so long waits for a connection that nobody will answer on.
const LONGEST_CLAIM_MS = 120_000;

/** What a probe is answered: healthy without reasons, else the reasons. */
export interface HealthAnswer {
  readonly healthy: boolean;
  readonly reasons: readonly UnhealthyReason[];
  readonly worker: string | null;
  readonly phase: WorkerPhase;
  readonly running: number;
}

/**
 * - `claim-hangs`: the store has not answered a claim for two minutes. Not live.
 * - `stuck-handlers`: handlers that cannot be ended keep slots from new work. Not live.
 * - `not-started`, `draining`, `store-unreachable`: not ready.
 */
export type UnhealthyReason = 'claim-hangs' | 'stuck-handlers' | 'not-started' | 'draining' | 'store-unreachable';

type Watched = Pick<Worker, 'id' | 'phase' | 'running' | 'healthy' | 'claimingMs'>;

/** What the probes of a worker process ask; there is an answer before the worker is made. */
export class WorkerHealth {
  #worker: Watched | undefined;
  #store: StoreReach | undefined;

  /** From now on the answers are about this worker. */
  watch(worker: Watched, client: Pick<Client, 'store'>): void {
    this.#worker = worker;
    this.#store = new StoreReach(() => client.store.schedules.now());
  }

  /** Whether the process is of use, or should be started again. That it answers shows that its event loop turns. */
  live(): HealthAnswer {
    return this.#answer(this.#notLive());
  }

  /** Whether it takes new work. */
  async ready(): Promise<HealthAnswer> {
    return this.#answer(await this.#notReady());
  }

  /** Both. */
  async all(): Promise<HealthAnswer> {
    return this.#answer([...this.#notLive(), ...(await this.#notReady())]);
  }

  #notLive(): UnhealthyReason[] {
    const worker = this.#worker;
    if (worker === undefined) return [];
    return [
      ...(worker.claimingMs > LONGEST_CLAIM_MS ? (['claim-hangs'] as const) : []),
      ...(worker.healthy ? [] : (['stuck-handlers'] as const)),
    ];
  }

  async #notReady(): Promise<UnhealthyReason[]> {
    const phase = this.#worker?.phase ?? 'starting';
    if (phase === 'new' || phase === 'starting') return ['not-started'];
    if (phase !== 'working') return ['draining'];
    return (await this.#store?.isReachable()) === true ? [] : ['store-unreachable'];
  }

  #answer(reasons: readonly UnhealthyReason[]): HealthAnswer {
    const worker = this.#worker;
    return {
      healthy: reasons.length === 0,
      reasons,
      worker: worker?.id ?? null,
      phase: worker?.phase ?? 'starting',
      running: worker?.running.length ?? 0,
    };
  }
}
