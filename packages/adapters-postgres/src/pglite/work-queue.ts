import { UPKEEP_ID, type QueueLane, type Request } from './protocol.js';

/** How many others go before upkeep that waits for an idle moment, so that a database that is never idle is tidied as well. */
const UPKEEP_PATIENCE = 1_000;

/**
 * Decides what the one connection of an embedded database does next.
 *
 * Renewals come first, so that nobody looks for expired leases before those who asked in time have theirs. The engine and
 * the host then take turns, and upkeep waits for an idle moment, though not for ever. While a transaction is open only its own requests run.
 *
 * Closing comes after all that waits, or ends a transaction that asks for nothing at the moment; nothing comes after it.
 */
export class WorkQueue {
  readonly #lanes: Record<QueueLane, Request[]> = { renewal: [], engine: [], host: [], upkeep: [] };
  readonly #ofTransaction: Request[] = [];
  #open: number | null = null;
  #hostIsNext = false;
  #passedUpkeep = 0;
  #closing: Request | undefined;
  #isOver = false;

  push(request: Request): void {
    if (request.kind === 'close') this.#closing = request;
    else if (request.tx !== null && request.kind !== 'begin') this.#ofTransaction.push(request);
    else this.#lanes[request.lane].push(request);
  }

  /** Asks for a round of tidying; nobody waits for it. */
  upkeep(): void {
    if (this.#lanes.upkeep.length === 0)
      this.#lanes.upkeep.push({ kind: 'upkeep', id: UPKEEP_ID, lane: 'upkeep', tx: null });
  }

  /** The next request, or nothing when all that waits must wait for the open transaction, or the database is closed. */
  take(): Request | undefined {
    if (this.#isOver) return undefined;
    const next = this.#open === null ? this.#outsideTransaction() : (this.#ofTransaction.shift() ?? this.#closing);
    if (next?.kind === 'close') this.#isOver = true;
    if (next?.kind === 'begin') this.#open = next.tx;
    if (next?.kind === 'commit' || next?.kind === 'rollback') this.#open = null;
    return next;
  }

  #outsideTransaction(): Request | undefined {
    const { renewal, engine, host, upkeep } = this.#lanes;
    if (renewal.length > 0) return renewal.shift();
    const turn = this.#hostIsNext ? [host, engine] : [engine, host];
    this.#hostIsNext = !this.#hostIsNext;
    const isPatient = this.#passedUpkeep < UPKEEP_PATIENCE || this.#closing !== undefined;
    const next = isPatient ? turn.find((lane) => lane.length > 0) : undefined;
    if (next === undefined) this.#passedUpkeep = 0;
    else if (upkeep.length > 0) this.#passedUpkeep++;
    return next === undefined ? (this.#closing ?? upkeep.shift()) : next.shift();
  }
}
