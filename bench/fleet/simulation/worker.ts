import type { OperationName } from '../costs.js';
import type { Agenda } from './agenda.js';
import type { Backlog } from './backlog.js';
import type { Counters } from './counters.js';
import type { Server } from './server.js';
import type { WorkerProcess } from './worker-process.js';

const SETTLE_AT_MOST = 1_000;
// Between the calls that a worker makes by the clock, with notifications and without, in milliseconds.
const BEAT_MS = 25_000;
const EXTEND_MS = 10_000;
const WOKEN = { pollMs: 15_000, cancelsMs: 5_000, upkeepMs: 30_000 };
const POLLING = { pollMs: 1_000, cancelsMs: 500, upkeepMs: 1_000 };
const REAP_MS = 30_000;

/** What a worker works with. */
export interface Surroundings {
  readonly agenda: Agenda;
  readonly server: Server;
  readonly process: WorkerProcess;
  readonly backlog: Backlog;
  readonly counters: Counters;
  readonly concurrency: number;
  readonly runMs: number;
  readonly notifications: boolean;
  readonly handlerMs: () => number;
  readonly random: () => number;
}

/**
 * A worker as the library's: one claim at a time for all free slots, settles gathered while one is under way, leases renewed together,
 * and a turn of the claim whenever a slot becomes free or a signal says that something was queued.
 */
export class SimulatedWorker {
  #held = 0;
  #claiming = false;
  #poked = false;
  #promoting = false;
  #promotePoked = false;
  #settling = false;
  #ended = 0;

  constructor(private readonly around: Surroundings) {}

  start(): void {
    const { random, agenda, notifications } = this.around;
    const { pollMs, cancelsMs, upkeepMs } = notifications ? WOKEN : POLLING;
    const every = (ms: number, name: OperationName, onlyWithRuns: boolean): void => {
      const turn = (): void => {
        if (!onlyWithRuns || this.#held > 0) this.#call(name, onlyWithRuns ? this.#held : 0);
        agenda.after(ms, turn);
      };
      // A fleet does not beat in step.
      agenda.after(random() * ms, turn);
    };
    every(BEAT_MS, 'beat', false);
    every(EXTEND_MS, 'extend', true);
    every(cancelsMs, 'cancels', true);
    every(upkeepMs, 'promote', false);
    every(REAP_MS, 'reap', false);
    every(upkeepMs, 'tick', false);
    const poll = (): void => {
      this.#claim();
      agenda.after(pollMs, poll);
    };
    agenda.after(random() * Math.min(pollMs, 1_000), poll);
  }

  /** A signal said that something was queued. */
  wake(): void {
    this.#claim();
    this.#promote();
  }

  #claim(): void {
    if (this.#claiming) {
      this.#poked = true;
      return;
    }
    const limit = this.around.concurrency - this.#held;
    if (limit <= 0) return;
    this.#claiming = true;
    this.#poked = false;
    const { server, process, backlog, counters, agenda } = this.around;
    const runs = backlog.take(limit);
    const extraMs = runs.length === 0 ? 0 : backlog.locked * server.costs.passOverMs;
    backlog.locked += runs.length;
    const askedAt = agenda.nowMs;
    const cost = runs.length === 0 ? { cost: server.costs.emptyClaim } : {};
    server.call(process, { name: 'claim', runs: runs.length, extraMs, ...cost }, () => {
      backlog.locked -= runs.length;
      if (runs.length > 0) counters.claimed(agenda.nowMs - askedAt);
      this.#held += runs.length;
      for (const enqueuedAt of runs) this.#execute(enqueuedAt);
      this.#claiming = false;
      if (this.#poked || runs.length === limit) this.#claim();
    });
  }

  #execute(enqueuedAt: number): void {
    const { process, runMs, agenda, counters, handlerMs } = this.around;
    process.compute(runMs, () => {
      counters.started(agenda.nowMs - enqueuedAt);
      const ms = handlerMs();
      agenda.after(ms, () => {
        counters.handled(ms);
        this.#ended += 1;
        if (!this.#settling) this.#settle();
      });
    });
  }

  #settle(): void {
    this.#settling = true;
    // A turn later, so that what ends in the same turn shares the call.
    this.around.agenda.after(0, () => {
      const runs = Math.min(this.#ended, SETTLE_AT_MOST);
      this.#ended -= runs;
      this.#call('settle', runs, () => {
        this.around.counters.settled(runs);
        this.#held -= runs;
        this.#settling = false;
        if (this.#ended > 0) this.#settle();
        this.#claim();
      });
    });
  }

  #promote(): void {
    if (this.#promoting) {
      this.#promotePoked = true;
      return;
    }
    this.#promoting = true;
    this.#promotePoked = false;
    this.#call('promote', 0, () => {
      this.#promoting = false;
      if (this.#promotePoked) this.#promote();
    });
  }

  #call(name: OperationName, runs: number, done: () => void = () => undefined): void {
    this.around.server.call(this.around.process, { name, runs }, done);
  }
}
