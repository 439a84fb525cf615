import type { Timer } from '../timers.js';
import type { StandBy } from '../store/lease-renewal.js';
import type { Attempt } from './attempt.js';
import { enlist } from './lease-keepers.js';
import { cancelled, leaseLost } from './run-aborted.js';
import { reportError, type WorkerEnvironment } from './worker-environment.js';

/**
 * Renews the leases of everything that runs here, in one call, three times per lease; and passes on cancel requests.
 *
 * A renewal that fails is tried again soon: the store alone decides when a lease is lost, so a database restart that is
 * shorter than the lease costs nothing.
 */
export class LeaseKeeper {
  readonly #attempts = new Map<string, Attempt>();
  #timer: Timer | undefined;
  #renewal: Promise<void> | undefined;
  #renewedAt = performance.now();

  readonly #standBy: StandBy | undefined;
  /** Where the stand-by has each attempt. */
  readonly #places = new Map<Attempt, number>();
  #delist: (() => void) | undefined;

  /** @param options.standBy - whether a thread of the store renews while the event loop is blocked. */
  constructor(
    private readonly environment: WorkerEnvironment,
    options: { readonly standBy: boolean },
  ) {
    const { store, leaseMs } = environment;
    const onError = (error: unknown): void => reportError(environment, 'renewing leases from a thread', error);
    if (options.standBy) this.#standBy = store.renewal?.standBy({ leaseMs, onError });
  }

  get attempts(): readonly Attempt[] {
    return [...this.#attempts.values()];
  }

  get size(): number {
    return this.#attempts.size;
  }

  start(): void {
    this.#delist = enlist(this.environment.store, this);
  }

  stop(): void {
    this.#delist?.();
    this.#standBy?.end();
  }

  /** The attempt may begin after this: the first thing that its handler does may be to block the event loop. */
  hold(attempt: Attempt): void {
    this.#attempts.set(attempt.run.id, attempt);
    this.#tell(attempt);
    if (attempt.run.cancel !== null) attempt.abort(cancelled(attempt.run.cancel));
    this.#arm(this.environment.leaseMs / 3);
  }

  drop(attempt: Attempt): void {
    const place = this.#places.get(attempt);
    if (place !== undefined) this.#standBy?.drop(place);
    this.#places.delete(attempt);
    if (this.#attempts.get(attempt.run.id) === attempt) this.#attempts.delete(attempt.run.id);
    if (this.#attempts.size === 0) this.#disarm();
  }

  /**
   * Renews now if the timer is late, as it is after a handler has blocked the event loop.
   */
  async renewIfLate(): Promise<void> {
    if (performance.now() - this.#renewedAt > this.environment.leaseMs / 3) await this.#renew();
  }

  /** Asks the store whether runs that are held here were cancelled; all of them, or one. */
  async lookForCancels(runId?: string): Promise<void> {
    const ids = runId === undefined ? [...this.#attempts.keys()] : this.#attempts.has(runId) ? [runId] : [];
    if (ids.length === 0) return;
    for (const request of await this.environment.store.cancelRequests(ids)) {
      this.#attempts.get(request.runId)?.abort(cancelled(request.reason));
    }
  }

  #tell(attempt: Attempt): void {
    const { runId, token } = attempt.lease;
    const place = this.#standBy?.hold({ runId, token, renewForMs: attempt.longestMs });
    if (place !== undefined) this.#places.set(attempt, place);
  }

  #arm(ms: number): void {
    this.#timer ??= this.environment.timers.after(ms, () => void this.#renew());
  }

  #disarm(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #renew(): Promise<void> {
    this.#disarm();
    if (this.#attempts.size === 0) return Promise.resolve();
    this.#renewal ??= this.#renewAndArm().finally(() => {
      this.#renewal = undefined;
    });
    return this.#renewal;
  }

  async #renewAndArm(): Promise<void> {
    const { leaseMs } = this.environment;
    let nextMs = leaseMs / 3;
    try {
      await this.#extendAll();
      this.#renewedAt = performance.now();
      this.#standBy?.renewed();
    } catch (error) {
      reportError(this.environment, 'renewing leases', error);
      nextMs = Math.min(1_000, leaseMs / 10);
    }
    if (this.#attempts.size > 0) this.#arm(nextMs);
  }

  async #extendAll(): Promise<void> {
    const held = this.attempts;
    const answers = await this.environment.store.extend(
      held.map((attempt) => attempt.lease),
      this.environment.leaseMs,
    );
    held.forEach((attempt, index) => {
      const answer = answers[index];
      if (answer === undefined || !this.#attempts.has(attempt.run.id)) return;
      if (!answer.held) attempt.abort(leaseLost());
      else if (answer.cancel !== null) attempt.abort(cancelled(answer.cancel));
    });
  }
}
