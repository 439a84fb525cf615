import { onSignals, type Host } from '../host.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import type { Output } from '../terminal/output.js';
import { counted, lasting } from '../terminal/wording.js';
import { Instance, type InstanceProgram } from './instance.js';
import { RESTART_POLICY, Restarts, type InstanceEnd, type RestartPolicy } from './restarts.js';

interface Surroundings {
  readonly host: Pick<Host, 'on' | 'off'>;
  readonly output: Output;
}

/** In the order of what further requests to stop ask of every instance: to drain, to hand back at once, to end. */
const STOP_SIGNALS = ['SIGTERM', 'SIGQUIT', 'SIGKILL'] as const;

/**
 * Worker processes, kept running. TERM, HUP or the first INT drains all of them; a second one, or QUIT, lets them hand back what
 * they run at once; a third one kills them, which costs their runs a lease. TSTP, TTIN and USR2 are passed on.
 */
export class Supervisor {
  readonly #instances: readonly Instance[];
  #stops = 0;
  #wasMisused = false;

  /** @param programs - one for each instance. */
  constructor(
    private readonly around: Surroundings,
    programs: readonly InstanceProgram[],
    policy: RestartPolicy = RESTART_POLICY,
  ) {
    this.#instances = programs.map((program, index) => this.#instance(index + 1, program, new Restarts(policy)));
  }

  /** Runs them until all have ended. @returns success when they were told to and did; usage when one was refused what it was given. */
  async untilStopped(): Promise<ExitCode> {
    const { host, output } = this.around;
    const tell = (signal: NodeJS.Signals) => () => this.#instances.forEach((instance) => instance.tell(signal));
    const release = onSignals(host, {
      SIGTERM: () => this.#stop(this.#stops + 1),
      SIGINT: () => this.#stop(this.#stops + 1),
      SIGHUP: () => this.#stop(1),
      SIGQUIT: () => this.#stop(Math.max(2, this.#stops + 1)),
      SIGTSTP: tell('SIGTSTP'),
      SIGTTIN: tell('SIGUSR2'),
      SIGUSR2: tell('SIGUSR2'),
    });
    try {
      output.say(`Starting ${counted(this.#instances.length, 'instance')} of the worker. Ctrl+C stops them.`);
      const outcomes = await Promise.all(this.#instances.map((instance) => this.#run(instance)));
      output.say('All instances have ended.');
      if (outcomes.every((outcome) => outcome === 'stopped')) return EXIT.success;
      return this.#wasMisused ? EXIT.usage : EXIT.failed;
    } finally {
      release();
    }
  }

  async #run(instance: Instance) {
    const outcome = await instance.run();
    // One that cannot start is a mistake that all of them share, or soon will: whoever started this should know.
    if (outcome === 'gave-up') this.#stop(1);
    return outcome;
  }

  #instance(number: number, program: InstanceProgram, restarts: Restarts): Instance {
    const { output } = this.around;
    return new Instance({
      name: String(number),
      program,
      restarts,
      onStarted: (pid) => output.say(`Instance ${number} works as process ${pid}.`),
      onRestart: (end, delayMs) =>
        output.warn(`Instance ${number} ${endWords(end)}; it is started again in ${lasting(delayMs)}.`),
      onGaveUp: (end) => {
        this.#wasMisused ||= end.code === EXIT.usage;
        output.warn(giveUpWords(number, end, restarts.failedStarts));
      },
    });
  }

  #stop(stops: number): void {
    if (stops <= this.#stops) return;
    this.#stops = Math.min(stops, STOP_SIGNALS.length);
    const signal = STOP_SIGNALS[this.#stops - 1] ?? 'SIGKILL';
    if (signal === 'SIGTERM') this.around.output.say('Stopping. Once more hands back what runs at once.');
    for (const instance of this.#instances) instance.end(signal);
  }
}

function endWords({ started, code, signal }: InstanceEnd): string {
  const how = signal === null ? `ended with code ${code ?? 'unknown'}` : `was killed by ${signal}`;
  return started ? how : `${how} before it had started`;
}

function giveUpWords(number: number, end: InstanceEnd, failedStarts: number): string {
  const times = failedStarts === 1 ? '' : ` ${failedStarts} times in a row`;
  return `Instance ${number} could not be started${times}: it ${endWords(end)}. Giving up, and stopping the others.`;
}
