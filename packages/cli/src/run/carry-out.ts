import type { RunRecord, Worker } from '@nightshift/core';
import type { Client } from '../app/session.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { onSignals, type Host } from '../host.js';
import { Narrator } from '../progress/narrator.js';
import { progressView } from '../progress/progress-view.js';
import { storeClock } from '../progress/store-clock.js';
import type { Output } from '../terminal/output.js';
import { lasting } from '../terminal/wording.js';
import { LogTail } from './log-tail.js';
import { looks } from './looks.js';
import type { Target } from './target.js';

export interface CarryOutOptions {
  /** Work on the runs in this process; otherwise a fleet does, and this process looks on. */
  readonly inline: boolean;
  /** Milliseconds after which to leave the runs to themselves. */
  readonly timeoutMs?: number | undefined;
  readonly concurrency?: number | undefined;
  /** Show what the runs log. */
  readonly logs: boolean;
}

/** How following the runs ended. */
export interface Ending {
  /** The runs as they were last seen. */
  readonly runs: readonly RunRecord[];
  /** Set when this process stopped before the runs were final, or was told to cancel them. */
  readonly left: ExitCode | null;
}

interface Surroundings {
  readonly client: Client;
  readonly output: Output;
  readonly host: Host;
}

/** Follows runs until they are final, working on them here when asked to, and says what happens. */
export async function carryOut(around: Surroundings, target: Target, options: CarryOutOptions): Promise<Ending> {
  const watch = new Watch(around, target, options);
  const worker = options.inline ? workerFor(around.client, target, options) : undefined;
  try {
    await worker?.start();
    return await watch.untilDone();
  } finally {
    // What is still running here is handed back, without costing it an attempt.
    await worker?.stop({ now: true });
    watch.close();
  }
}

function workerFor(client: Client, target: Target, { concurrency }: CarryOutOptions): Worker {
  const only = 'flowId' in target ? target : { runIds: [target.runId], flowId: target.runId };
  return client.worker({ only, poll: 250, ...(concurrency !== undefined && { concurrency }) });
}

/** The person at the terminal: sees progress, and may leave, cancel or run out of patience. */
class Watch {
  readonly #leaving = new AbortController();
  readonly #narrator: Narrator;
  readonly #tail: LogTail | undefined;
  readonly #release: () => void;
  #timer: NodeJS.Timeout | undefined;
  #left: ExitCode | null = null;
  #runs: readonly RunRecord[] = [];

  constructor(
    private readonly around: Surroundings,
    private readonly target: Target,
    private readonly options: CarryOutOptions,
  ) {
    this.#narrator = new Narrator(around.output.paint);
    this.#tail = options.logs ? new LogTail(around.client) : undefined;
    this.#release = onSignals(around.host, {
      SIGINT: () => this.#onInterrupt(),
      SIGTERM: () => this.#leave(EXIT.terminated),
    });
    const { timeoutMs } = options;
    if (timeoutMs !== undefined) this.#timer = setTimeout(() => this.#leave(EXIT.timeout), timeoutMs);
  }

  async untilDone(): Promise<Ending> {
    const { client, output, host } = this.around;
    const clock = await storeClock(client);
    const view = progressView(output, host.env, clock);
    try {
      for await (const runs of looks(client, this.target, this.#leaving.signal)) {
        this.#runs = runs;
        for (const line of (await this.#tail?.read(runs)) ?? []) output.say(output.paint('dim', line));
        const now = new Date(clock.now());
        for (const line of this.#narrator.tell(runs, now)) output.say(line);
        view.show(runs, now);
      }
    } finally {
      view.close();
    }
    return { runs: this.#runs, left: this.#left };
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#release();
  }

  #onInterrupt(): void {
    if (!this.options.inline) return this.#leave(EXIT.interrupted);
    // The second time, nothing is waited for: the store gives the runs back when their leases end.
    if (this.#left !== null) this.around.host.exit(EXIT.interrupted);
    this.#left = EXIT.interrupted;
    this.around.output.warn('Cancelling. Press Ctrl+C again to stop at once.');
    void this.#cancel();
  }

  async #cancel(): Promise<void> {
    const { client, output } = this.around;
    try {
      for (const run of this.#runs) if (run.finishedAt === null) await client.cancel(run.id, { by: 'cli' });
    } catch (error) {
      output.warn(`The runs could not be cancelled: ${(error as Error).message}`);
      this.#leaving.abort();
    }
  }

  #leave(code: ExitCode): void {
    this.#left ??= code;
    this.#leaving.abort();
    if (code === EXIT.timeout) this.around.output.warn(`Not done after ${lasting(this.options.timeoutMs ?? 0)}.`);
  }
}
