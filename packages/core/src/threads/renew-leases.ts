import { parentPort, type MessagePort } from 'node:worker_threads';
import { OneConnection, type OpenConnection } from './one-connection.js';
import { sharedNow, type FromThread, type ToThread } from './renewal-messages.js';
import { StandByLeases } from './stand-by-leases.js';

const IDLE_MS = 60_000;
const LEAST_PATIENCE_MS = 2_000;

/**
 * Makes this thread renew the leases of the store that started it, by `ThreadRenewal`, whenever a worker has not done so for
 * half a lease. It connects when it first has to, lets go of a connection that it has not needed for a minute, and ends when
 * the store ends it. Call it once, in the entry of the thread.
 *
 * @throws Error outside of a worker thread.
 * @example
 * renewLeases(async () => connect(workerData as ThreadData));
 */
export function renewLeases(open: OpenConnection): void {
  if (parentPort === null) throw new Error('Expected to be in a worker thread, which a store starts');
  const renewing = new RenewingThread(parentPort, new OneConnection(open));
  parentPort.on('message', (message: ToThread) => renewing.take(message));
}

/** Sees what each worker holds, and hears when a worker has renewed by itself. */
class RenewingThread {
  readonly #port: MessagePort;
  readonly #connection: OneConnection;
  readonly #standBys = new Map<number, StandByLeases>();
  readonly #failing = new Set<number>();
  #alarm: { readonly at: number; readonly timer: NodeJS.Timeout } | null = null;
  #isLooking = false;
  #usedAt: number | null = null;

  constructor(port: MessagePort, connection: OneConnection) {
    this.#port = port;
    this.#connection = connection;
  }

  take(message: ToThread): void {
    this.#note(message);
    this.#arm();
  }

  #note(message: ToThread): void {
    const { kind, standBy } = message;
    if (kind === 'begin') this.#standBys.set(standBy, new StandByLeases(message.leaseMs, message.memory));
    if (kind === 'more') this.#standBys.get(standBy)?.addMemory(message.memory);
    if (kind === 'renewed') this.#standBys.get(standBy)?.workerRenewed(message.at);
    if (kind === 'end') this.#standBys.delete(standBy);
  }

  // An alarm that is too early only looks again, so most messages cost no timer.
  #arm(): void {
    const times = [...this.#standBys.values()].map(({ lookAt }) => lookAt);
    if (this.#usedAt !== null) times.push(this.#usedAt + IDLE_MS);
    const at = Math.min(...times);
    if (this.#isLooking || times.length === 0 || (this.#alarm !== null && this.#alarm.at <= at)) return;
    clearTimeout(this.#alarm?.timer);
    this.#alarm = { at, timer: setTimeout(() => void this.#look(), Math.max(0, at - sharedNow())) };
  }

  async #look(): Promise<void> {
    this.#alarm = null;
    this.#isLooking = true;
    const due = [...this.#standBys].filter(([, { lookAt }]) => lookAt <= sharedNow());
    for (const [id, standBy] of due) await this.#renew(id, standBy);
    if (this.#usedAt !== null && this.#usedAt + IDLE_MS <= sharedNow()) {
      this.#connection.drop();
      this.#usedAt = null;
    }
    this.#isLooking = false;
    this.#arm();
  }

  async #renew(id: number, standBy: StandByLeases): Promise<void> {
    const leases = standBy.look(sharedNow());
    if (leases.length === 0) return;
    const { leaseMs } = standBy;
    try {
      this.#usedAt = sharedNow();
      const patienceMs = Math.max(LEAST_PATIENCE_MS, leaseMs / 4);
      const found = await this.#connection.extend(leases, leaseMs, patienceMs);
      standBy.renewed(leases, found, this.#usedAt);
      this.#failing.delete(id);
    } catch (error) {
      standBy.failed(sharedNow());
      this.#tell(id, error);
    }
  }

  // Once per outage, and neither the error nor its cause as a whole: a driver may have put settings into it.
  #tell(standBy: number, error: unknown): void {
    if (this.#failing.has(standBy)) return;
    this.#failing.add(standBy);
    const message = error instanceof Error ? error.message : String(error);
    const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
    this.#port.postMessage({ kind: 'failed', standBy, message, code } satisfies FromThread);
  }
}
