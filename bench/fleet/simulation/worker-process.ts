import type { Agenda } from './agenda.js';
import type { Caller, Server } from './server.js';
import { Gate, Station } from './station.js';

/** A process of workers: one thread for everything, and a pool of connections. */
export class WorkerProcess implements Caller {
  readonly pool: Gate;
  readonly #thread: Gate;
  readonly #core: Station;
  #paidMs = 0;

  /** @param machine - the processors that it shares with others; one of its own when undefined. */
  constructor(
    agenda: Agenda,
    private readonly server: Server,
    {
      connections,
      machine,
      listens,
    }: { readonly connections: number; readonly machine: Station | undefined; readonly listens: boolean },
  ) {
    this.pool = new Gate(agenda, connections);
    this.#thread = new Gate(agenda, 1);
    this.#core = machine ?? new Station(agenda, 1);
    if (listens) server.listeners += 1;
    else this.#paidMs = Number.POSITIVE_INFINITY;
  }

  /** Time that its thread was taken. */
  get busyMs(): number {
    return this.#thread.busyMs;
  }

  /** Computes on its thread, signals that it has heard meanwhile first. */
  compute(ms: number, done: () => void): void {
    this.#thread.enter(() => {
      const heardMs = Math.max(0, this.server.heardMs - this.#paidMs);
      this.#paidMs += heardMs;
      this.#core.serve(ms + heardMs, () => {
        this.#thread.leave();
        done();
      });
    });
  }
}
