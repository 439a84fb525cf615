import type { EngineCosts, OperationCost, OperationName } from '../costs.js';
import type { Agenda } from './agenda.js';
import type { EngineModelOptions } from './fleet-options.js';
import { Gate, GroupCommit, Station } from './station.js';

/** Who calls: a thread that computes, and a pool of connections. */
export interface Caller {
  readonly pool: Gate;
  compute(ms: number, done: () => void): void;
}

/** One call of the store. */
export interface Call {
  readonly name: OperationName;
  /** Runs that it is about. */
  readonly runs: number;
  /** The costs, where they are not those of its name. */
  readonly cost?: OperationCost;
  /** Server time on top. */
  readonly extraMs?: number;
}

const NOTIFIES: ReadonlySet<OperationName> = new Set(['enqueue', 'settle']);

/** A store's server: processors, a log that is flushed, and the processes that listen to it. */
export class Server {
  readonly cores: Station;
  readonly log: GroupCommit;
  /** PostgreSQL holds a lock from before the commit of a transaction that notifies until after its flush. */
  readonly notifyLock: Gate;
  /** Processes that listen. */
  listeners = 0;
  /** Time that signals so far have cost each of them. */
  heardMs = 0;

  readonly costs: EngineCosts;

  constructor(
    private readonly agenda: Agenda,
    private readonly options: EngineModelOptions & { readonly networkMs: number; readonly cores: number },
    machine: Station | undefined,
  ) {
    this.costs = options.costs;
    this.cores = machine ?? new Station(agenda, options.cores);
    this.log = new GroupCommit(agenda, options.costs.flushMs ?? 0);
    this.notifyLock = new Gate(agenda, 1);
  }

  /** From the caller's thread through the server and back to it. */
  call(from: Caller, call: Call, done: () => void): void {
    const cost = call.cost ?? this.costs.operations[call.name];
    const clientMs = cost.client.call + call.runs * cost.client.run;
    const { networkMs } = this.options;
    from.compute(clientMs / 2, () =>
      from.pool.enter(() =>
        this.agenda.after(networkMs, () =>
          this.#serve(call, cost, () =>
            this.agenda.after(networkMs, () => {
              from.pool.leave();
              from.compute(clientMs / 2, done);
            }),
          ),
        ),
      ),
    );
  }

  #serve(call: Call, cost: OperationCost, done: () => void): void {
    const notifies = NOTIFIES.has(call.name) && this.listeners > 0;
    const { serialNotify } = this.options;
    const { signals } = this.costs;
    const signalMs = notifies ? this.listeners * (signals.server.call + call.runs * signals.server.run) : 0;
    const ownMs = cost.server.call + call.runs * cost.server.run + (call.extraMs ?? 0);
    this.cores.serve(ownMs + (serialNotify ? 0 : signalMs), () =>
      this.#commit(cost.flushes > 0, notifies && serialNotify, () => {
        if (notifies) this.heardMs += signals.client.call + call.runs * signals.client.run;
        if (serialNotify && signalMs > 0) this.#deliver(signalMs);
        done();
      }),
    );
  }

  #commit(flushes: boolean, alone: boolean, done: () => void): void {
    if (!flushes) done();
    else if (!alone) this.log.flush(done);
    else {
      this.notifyLock.enter(() =>
        this.log.flush(() => {
          this.notifyLock.leave();
          done();
        }),
      );
    }
  }

  /** Each listening backend reads the signal and sends it on, beside everything else that the server does. */
  #deliver(ms: number): void {
    const parts = Math.min(this.listeners, this.options.cores);
    for (let part = 0; part < parts; part += 1) this.cores.serve(ms / parts, () => undefined);
  }
}
