import { randomUUID } from 'node:crypto';
import type { SqlSession } from '../sql-session.js';

const LASTS_MS = 90_000;
const RENEW_MS = 30_000;

/**
 * Tells every process while somebody here wants to hear of runs that end: where nobody does, nobody is notified, for a
 * notification costs each commit that sends one. What is said lasts a while longer, so that who waits again says nothing new.
 */
export class SettledWatch {
  readonly #session: SqlSession;
  readonly #id = randomUUID();
  #wanted = 0;
  #renewAt = Number.NEGATIVE_INFINITY;
  #renewing: NodeJS.Timeout | undefined;

  constructor(session: SqlSession) {
    this.#session = session;
  }

  /** Resolves when whatever ends from now on is told. */
  async begin(): Promise<void> {
    this.#wanted++;
    this.#renewing ??= setInterval(() => void this.#renew(), RENEW_MS).unref();
    if (performance.now() >= this.#renewAt) await this.#say();
  }

  end(): void {
    if (--this.#wanted === 0) this.stop();
  }

  stop(): void {
    this.#wanted = 0;
    clearInterval(this.#renewing);
    this.#renewing = undefined;
  }

  async #say(): Promise<void> {
    const renewAt = performance.now() + RENEW_MS;
    await this.#session.ask('watchSettled', [this.#id, LASTS_MS], { lane: 'caller' });
    this.#renewAt = renewAt;
  }

  async #renew(): Promise<void> {
    try {
      await this.#say();
    } catch {
      // The server is away. Two more turns follow before what was said runs out; then who waits begins anew, and looks meanwhile.
      this.#renewAt = Number.NEGATIVE_INFINITY;
    }
  }
}
