import type { Signal, Subscription } from '../store/notifications.js';
import type { RunRecord } from '../store/run-record.js';
import { loop, type Loop } from '../worker/loop.js';
import { isUnreachable } from '../worker/persist.js';
import type { RunEvent } from './job-event.js';
import { listenLocally } from './local-events.js';
import { RecentIds } from './recent-ids.js';
import { settledEvent } from './run-history.js';
import type { EventSource, SourceParts } from './source.js';

const RETRY_MS = 1_000;
const POLL_MS = 1_000;
// Signals say it at once; this is what a lost one costs.
const RECONCILE_MS = 15_000;
// A run that ended in a transaction is seen when that commits, after others that ended later.
const OVERLAP_MS = 10_000;
const PAGE = 1_000;
// More than end between two looks, and within the overlap.
const REMEMBERED = 100_000;
const DAY_MS = 86_400_000;

/**
 * What happens in this process, in full, and the end of every run of the fleet: told by the store's signals, and read again
 * now and then, so that a lost signal is a late event and not a missing one.
 */
export class FleetSource implements EventSource {
  readonly #parts: SourceParts;
  readonly #withEnds: boolean;
  readonly #told = new RecentIds(REMEMBERED);
  /** Runs that execute here: this process tells their end itself. */
  readonly #here = new Set<string>();
  readonly #signalled = new Set<string>();
  #stopLocal: (() => void) | undefined;
  #subscription: Subscription | undefined;
  #reading: Loop | undefined;
  #reconciling: Loop | undefined;
  #since = new Date(0);

  /** @param options.withEnds - false leaves out the ends of other processes' runs, and asks the store for nothing. */
  constructor(parts: SourceParts, options: { readonly withEnds: boolean }) {
    this.#parts = parts;
    this.#withEnds = options.withEnds;
  }

  async start(): Promise<void> {
    const { store, events, clock, timers, end } = this.#parts;
    this.#stopLocal = listenLocally(events, clock, (event) => this.#local(event));
    if (!this.#withEnds) return;
    events.on('run:lost', this.#lost);
    this.#since = await store.schedules.now();
    this.#subscription = await store.notifications?.subscribe((signal) => this.#heard(signal), {
      kinds: ['settled'],
    });
    const onError = (error: unknown): void => {
      if (!isUnreachable(error)) end(error);
    };
    const options = { retryMs: RETRY_MS, timers, onError };
    this.#reading = loop(() => this.#readSignalled(), options);
    this.#reconciling = loop(() => this.#reconcile(), options);
  }

  async stop(): Promise<void> {
    this.#stopLocal?.();
    this.#parts.events.off('run:lost', this.#lost);
    await this.#subscription?.unsubscribe();
    await Promise.all([this.#reading?.stop(), this.#reconciling?.stop()]);
  }

  readonly #lost = ({ runId }: { readonly runId: string }): void => void this.#here.delete(runId);

  #local(event: RunEvent): void {
    if (event.kind === 'started') this.#here.add(event.runId);
    if (event.kind === 'released' || event.kind === 'settled') this.#here.delete(event.runId);
    if (event.kind !== 'settled' || this.#told.add(event.runId)) this.#parts.push(event);
  }

  #heard(signal: Signal): void {
    if (signal.kind !== 'settled' || this.#here.has(signal.runId)) return;
    this.#signalled.add(signal.runId);
    this.#reading?.poke();
  }

  /** Waits for a poke. */
  async #readSignalled(): Promise<number> {
    while (this.#signalled.size > 0) {
      const ids = [...this.#signalled].slice(0, PAGE);
      for (const run of await this.#parts.store.read.get(ids)) this.#tell(run);
      for (const id of ids) this.#signalled.delete(id);
    }
    return DAY_MS;
  }

  async #reconcile(): Promise<number> {
    const { store } = this.#parts;
    // An embedded store signals by a call in this process: nothing gets lost on the way.
    if (store.exclusive && this.#subscription !== undefined) return DAY_MS;
    const now = await store.schedules.now();
    let after: string | undefined;
    do {
      const { runs, next } = await store.read.finished(this.#since, { limit: PAGE, ...(after && { after }) });
      for (const run of runs) this.#tell(run);
      after = next ?? undefined;
    } while (after !== undefined);
    this.#since = new Date(Math.max(this.#since.getTime(), now.getTime() - OVERLAP_MS));
    return this.#subscription?.live === true ? RECONCILE_MS : POLL_MS;
  }

  #tell(run: RunRecord): void {
    const settled = settledEvent(run, this.#parts.registry);
    if (settled !== undefined && this.#told.add(run.id)) this.#parts.push(settled);
  }
}
