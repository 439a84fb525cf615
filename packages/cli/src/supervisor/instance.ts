import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Readable, Writable } from 'node:stream';
import { isStarted } from '../worker/under-supervisor.js';
import { relay } from './relay.js';
import type { InstanceEnd, Restarts } from './restarts.js';

// What a process has written is read after its end; a program of its own that it left behind may keep the stream open.
const LAST_WORDS_MS = 1_000;

/** The program of an instance, and where its output goes. */
export interface InstanceProgram {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly stdout: Writable;
  readonly stderr: Writable;
}

interface InstanceParts {
  /** Stands before each line that it writes. */
  readonly name: string;
  readonly program: InstanceProgram;
  readonly restarts: Restarts;
  onStarted(pid: number): void;
  onRestart(end: InstanceEnd, delayMs: number): void;
  onGaveUp(end: InstanceEnd): void;
}

/** What became of an instance: it ended as it was told to, or badly, or its worker could not be started. */
export type InstanceOutcome = 'stopped' | 'failed' | 'gave-up';

/** One worker process, started again when it ends, until it is told to stop. */
export class Instance {
  readonly #stop = new AbortController();
  #child: ChildProcess | undefined;

  constructor(private readonly parts: InstanceParts) {}

  /** Runs it until there is no more restart. */
  async run(): Promise<InstanceOutcome> {
    for (;;) {
      const end = await this.#runOnce();
      if (this.#stop.signal.aborted) return hasStopped(end) ? 'stopped' : 'failed';
      const delayMs = this.parts.restarts.next(end);
      if (delayMs === null) {
        this.parts.onGaveUp(end);
        return 'gave-up';
      }
      this.parts.onRestart(end, delayMs);
      await sleep(delayMs, undefined, { signal: this.#stop.signal }).catch(() => undefined);
      if (this.#stop.signal.aborted) return 'stopped';
    }
  }

  /** Tells the process something that does not end it. */
  tell(signal: NodeJS.Signals): void {
    this.#child?.kill(signal);
  }

  /** Ends the process by a signal; it is not started again. */
  end(signal: NodeJS.Signals): void {
    this.#stop.abort();
    this.tell(signal);
  }

  async #runOnce(): Promise<InstanceEnd> {
    const startedAt = performance.now();
    let started = false;
    const child = this.#spawn();
    child.on('message', (message) => {
      if (!isStarted(message) || child.pid === undefined) return;
      started = true;
      this.parts.onStarted(child.pid);
    });
    const output = this.#relay(child);
    const [code, signal] = await ended(child);
    this.#child = undefined;
    await Promise.race([output, sleep(LAST_WORDS_MS)]);
    return { started, ranMs: performance.now() - startedAt, code, signal };
  }

  #spawn(): ChildProcess {
    const { file, args, env } = this.parts.program;
    // In a process group of its own: Ctrl+C reaches the supervisor alone, which passes it on once.
    const child = spawn(file, args, { env, detached: true, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    this.#child = child;
    return child;
  }

  async #relay({ stdout, stderr }: ChildProcess): Promise<void> {
    const { name, program } = this.parts;
    const prefix = `[${name}] `;
    const copy = (source: Readable | null, target: Writable): Promise<void> =>
      source === null ? Promise.resolve() : relay(source, prefix, target);
    await Promise.all([copy(stdout, program.stdout), copy(stderr, program.stderr)]);
  }
}

/** A signal to stop may find a process before it has learned to handle one, or a second one when it no longer does. */
function hasStopped({ code, signal }: InstanceEnd): boolean {
  return code === 0 || signal === 'SIGTERM' || signal === 'SIGINT';
}

/** Its exit code or signal; a program that cannot even be started has neither. */
async function ended(child: ChildProcess): Promise<[number | null, NodeJS.Signals | null]> {
  try {
    return (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  } catch {
    return [null, null];
  }
}
