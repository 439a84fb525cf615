import { setTimeout as delay } from 'node:timers/promises';
import type { Lease } from '../store/contract.js';

/** The thread's own connection to the server that the store is on. */
export interface RenewalConnection {
  /** Renews leases for `leaseMs` from now, and answers which of them were held. Rejects when the connection is lost. */
  extend(leases: readonly Lease[], leaseMs: number): Promise<readonly Lease[]>;

  /** Lets go of it at once. */
  end(): Promise<void>;
}

/** Connects; rejects when it cannot. It neither waits for a server that is away nor tries again. */
export type OpenConnection = () => Promise<RenewalConnection>;

/** The thread's own connection: made when it is first needed, and again after it failed. */
export class OneConnection {
  readonly #open: OpenConnection;
  #opening: Promise<RenewalConnection> | null = null;

  constructor(open: OpenConnection) {
    this.#open = open;
  }

  /** Renews; a server that does not answer within `patienceMs` counts as a lost connection. */
  async extend(leases: readonly Lease[], leaseMs: number, patienceMs: number): Promise<readonly Lease[]> {
    this.#opening ??= this.#open();
    const extending = this.#opening.then((connection) => connection.extend(leases, leaseMs));
    try {
      return await within(patienceMs, extending);
    } catch (error) {
      this.drop();
      throw error;
    }
  }

  /** Lets go of the connection, if there is one. */
  drop(): void {
    const opening = this.#opening;
    this.#opening = null;
    // It has failed, or nobody needs it: how its end goes changes nothing.
    opening?.then((connection) => connection.end()).catch(() => undefined);
  }
}

async function within<Result>(ms: number, running: Promise<Result>): Promise<Result> {
  const stop = new AbortController();
  const late = delay(ms, undefined, { signal: stop.signal }).then(() => {
    throw new Error(`The server did not answer within ${ms} ms`);
  });
  try {
    return await Promise.race([running, late]);
  } finally {
    stop.abort();
    // Whichever lost the race is of no more interest.
    late.catch(() => undefined);
    running.catch(() => undefined);
  }
}
