import type { Worker, WorkerOptions } from '@nightshift/core';
import type { Client } from '../app/session.js';
import type { WorkerHealth } from '../health/worker-health.js';
import { onSignals, type Host } from '../host.js';
import type { Output } from '../terminal/output.js';
import { counted, lasting } from '../terminal/wording.js';
import { activeRuns } from './active-runs.js';
import { superviseBy } from './under-supervisor.js';

interface Surroundings {
  readonly client: Client;
  readonly output: Output;
  readonly host: Host;
  readonly health: WorkerHealth;
}

/**
 * A worker and its signals: HUP, or the first TERM or INT, drains; the second one, or QUIT, hands everything back at once. TSTP
 * takes no new work, TTIN or USR2 tells what is running.
 */
export class WorkerProcess {
  readonly #worker: Worker;
  #stops = 0;
  #stopped: () => void = () => undefined;

  constructor(
    private readonly around: Surroundings,
    private readonly options: WorkerOptions,
  ) {
    this.#worker = around.client.worker(options);
    around.health.watch(this.#worker, around.client);
  }

  /** Starts to work; resolves when the worker has stopped. */
  async untilStopped(): Promise<void> {
    const release = onSignals(this.around.host, {
      SIGTERM: () => this.#stop(),
      SIGINT: () => this.#stop(),
      SIGHUP: () => this.#drain(),
      SIGQUIT: () => this.#stopNow(),
      SIGTSTP: () => this.#quiet(),
      SIGTTIN: () => void this.#dump(),
      SIGUSR2: () => void this.#dump(),
    });
    const supervision = superviseBy(this.around.host, () => this.#drain());
    const forget = this.#tellEvents();
    try {
      const stopped = new Promise<void>((resolve) => {
        this.#stopped = resolve;
      });
      await this.#worker.start();
      this.#sayStarted();
      supervision.started();
      await stopped;
      await this.#worker.stop();
    } finally {
      forget();
      supervision.release();
      release();
    }
  }

  #sayStarted(): void {
    const { client, output } = this.around;
    const queues = this.options.queues === undefined ? 'every queue' : counted(this.options.queues.length, 'queue');
    output.say(
      `Worker ${this.#worker.id} takes ${counted(client.registry.all.length, 'job')} from ${queues}. Ctrl+C stops it.`,
    );
  }

  #stop(): void {
    this.#stops += 1;
    if (this.#stops === 1) this.#drain();
    else this.#stopNow();
  }

  #drain(): void {
    const running = this.#worker.running.length;
    if (running > 0) {
      const limit = String(this.options.drain ?? '25s');
      this.around.output.say(`Finishing ${counted(running, 'run')}, up to ${limit}. Press Ctrl+C again to stop now.`);
    }
    void this.#worker.stop();
    this.#stopped();
  }

  #stopNow(): void {
    void this.#worker.stop({ now: true });
    this.#stopped();
  }

  #quiet(): void {
    const { output } = this.around;
    // A claim that was under way may still bring runs: it is true once that is over.
    const isQuiet = (): void =>
      output.say(
        `Taking no new work; ${counted(this.#worker.running.length, 'run')} to finish. TERM stops the worker.`,
      );
    this.#worker
      .quiet()
      .then(isQuiet, (error: unknown) => output.warn(`It still takes work: ${(error as Error).message}`));
  }

  async #dump(): Promise<void> {
    const { client, output } = this.around;
    try {
      for (const line of await activeRuns(client, this.#worker)) output.warn(line);
    } catch (error) {
      output.warn(`What is running cannot be told: ${(error as Error).message}`);
    }
  }

  #tellEvents(): () => void {
    const { client, output } = this.around;
    const { events } = client;
    const start = (event: { job: string; runId: string; attempt: number }): void =>
      output.say(`${event.job} ${event.runId} started${event.attempt > 1 ? `, attempt ${event.attempt}` : ''}`);
    const settle = (event: { job: string; runId: string; state: string; durationMs: number }): void =>
      output.say(`${event.job} ${event.runId} ${event.state} in ${lasting(event.durationMs)}`);
    const release = (event: { job: string; runId: string; outcome: string; delayMs: number }): void =>
      output.say(`${event.job} ${event.runId} ${event.outcome}, again in ${lasting(event.delayMs)}`);
    const stuck = (event: { job: string; runId: string }): void =>
      output.warn(`${event.job} ${event.runId} ignored its abort; its slot is free and its code may still be running`);
    const stop = (event: { handedBack: number }): void =>
      output.say(`Stopped${event.handedBack === 0 ? '' : `; ${counted(event.handedBack, 'run')} handed back`}.`);
    events.on('run:started', start).on('run:settled', settle).on('run:released', release);
    events.on('run:stuck', stuck).on('worker:stopped', stop);
    return () => {
      events.off('run:started', start).off('run:settled', settle).off('run:released', release);
      events.off('run:stuck', stuck).off('worker:stopped', stop);
    };
  }
}
