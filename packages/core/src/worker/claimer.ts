import type { FleetLimits } from '../client/fleet-limits.js';
import type { ClaimedRun } from '../store/contract.js';
import type { LocalQueue } from './local-queue.js';
import { loop, type Loop } from './loop.js';
import { Prefetch } from './prefetch.js';
import type { Slots } from './slots.js';
import { reportError, type WorkerEnvironment } from './worker-environment.js';
import type { WorkerSettings } from './worker-options.js';

const RETRY_MS = 1_000;

interface ClaimerParts {
  readonly settings: WorkerSettings;
  readonly fleetLimits: FleetLimits;
  readonly queue: LocalQueue;
  readonly slots: Slots;
  /** Nothing waits, executes or is being written down here. */
  holdsNothing(): boolean;
  execute(runs: readonly ClaimedRun[]): void;
}

interface Listening {
  /** How often to look when nobody tells of more. */
  readonly pollMs: number;
  /** Whether the store tells when there is more to claim. */
  readonly isToldOfMore: boolean;
}

/**
 * Claims for one worker: in batches sized by need, ahead of the handlers where they are short, and not at all while the last
 * claim took everything and the store would tell of more.
 */
export class Claimer {
  readonly #prefetch: Prefetch;
  #loop: Loop | undefined;
  #isStopped = false;
  #claimingSince: number | undefined;
  #soon: NodeJS.Immediate | undefined;
  /** There was nothing more to claim, and nobody has told of more. */
  #isSated = false;
  /** Somebody told of more since the last claim began. */
  #wasTold = false;
  /** Attempts that may still begin. */
  #left: number;

  constructor(
    private readonly environment: WorkerEnvironment,
    private readonly parts: ClaimerParts,
  ) {
    const { oneCall, concurrency } = parts.settings;
    this.#left = oneCall?.limit ?? Number.POSITIVE_INFINITY;
    // A worker of one call takes no more than it executes, and one of a single handler does one thing after the other.
    this.#prefetch = new Prefetch(oneCall === null ? concurrency - 1 : 0, () => performance.now());
  }

  /** How long the store has kept it waiting for an answer to the claim that is under way, in milliseconds; 0 while none is. */
  get claimingMs(): number {
    return this.#claimingSince === undefined ? 0 : performance.now() - this.#claimingSince;
  }

  start(listening: Listening): void {
    const { timers } = this.environment;
    const onError = (error: unknown): void => reportError(this.environment, 'claiming runs', error);
    if (!this.#isStopped) this.#loop = loop(() => this.#claim(listening), { retryMs: RETRY_MS, timers, onError });
  }

  /** The worker may take on more than before. */
  roomGrew(): void {
    this.#claimSoon();
  }

  /** Claims at once, if there is room, and resolves when a claim that began after this call is answered. */
  async turn(): Promise<void> {
    await this.#loop?.turn();
  }

  /** There is more to claim. */
  toldOfMore(): void {
    this.#wasTold = true;
    this.#isSated = false;
    this.#loop?.poke();
  }

  /** A handler has ended: there is a slot for another one. */
  slotFreed(): void {
    this.#prefetch.ended();
    this.#claimSoon();
  }

  /** The end of a run is written down. */
  writtenDown(): void {
    this.#claimSoon();
    if (this.#isSated && this.parts.holdsNothing()) this.#tellIdle();
  }

  /** Claims nothing more; resolves when the claim under way is answered. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearImmediate(this.#soon);
    await this.#loop?.stop();
  }

  /** Claims as much as there is room for; answers how long to wait when there was less than that. */
  async #claim({ pollMs, isToldOfMore }: Listening): Promise<number> {
    const { store, registry, id, leaseMs } = this.environment;
    const { settings, fleetLimits } = this.parts;
    const { queues, only } = settings;
    for (;;) {
      const limit = this.#room();
      if (limit <= 0 || this.#isStopped) return pollMs;
      const request = { worker: id, jobs: registry.names, limit, leaseMs, limits: fleetLimits.rules };
      this.#claimingSince = performance.now();
      this.#wasTold = false;
      const runs = await store
        .claim({ ...request, ...(queues && { queues }), ...(only && { only }) })
        .finally(() => this.#answered());
      this.#left -= runs.length;
      this.parts.execute(runs);
      if (this.parts.holdsNothing()) this.#tellIdle();
      if (runs.length === limit) continue;
      this.#isSated = isToldOfMore && !this.#wasTold;
      return Math.min(pollMs, await this.#untilOpening());
    }
  }

  #answered(): void {
    this.#prefetch.claimed(this.claimingMs);
    this.#claimingSince = undefined;
  }

  /** How many runs to claim: for the free slots, and what begins before the next claim is answered. */
  #room(): number {
    const { queue, slots, settings } = this.parts;
    const { waiting, executing, writing } = queue;
    const prefetch = this.#prefetch.size;
    // While half of them are still here, a larger claim comes soon. While the ends of two claims wait to be written, the store
    // lags behind; and a worker of one handler does one thing after the other.
    if (waiting > prefetch / 2 || writing >= Math.max(settings.concurrency, 2 * prefetch)) return 0;
    return Math.min(Math.max(0, slots.free(executing)) + prefetch - waiting, this.#left);
  }

  /** A window of a rate that opens is told by nobody: the worker has to come back for it. */
  async #untilOpening(): Promise<number> {
    const { store, registry } = this.environment;
    const { rules } = this.parts.fleetLimits;
    if (!rules.some((rule) => rule.rate !== undefined)) return Number.POSITIVE_INFINITY;
    return (await store.limits.nextOpeningMs(registry.names, rules)) ?? Number.POSITIVE_INFINITY;
  }

  /** Claims once this turn is over, so that all the slots that it frees are filled together. */
  #claimSoon(): void {
    // The last claim took all that there was, and the store tells of whatever came since.
    if (this.#isSated || this.#isStopped) return;
    this.#soon ??= setImmediate(() => {
      this.#soon = undefined;
      this.#loop?.poke();
    });
  }

  #tellIdle(): void {
    this.environment.events.emit('worker:idle', { worker: this.environment.id });
  }
}
