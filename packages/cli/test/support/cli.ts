import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { inject } from 'vitest';

const PACKAGE = join(inject('compiledWorkspace'), 'packages/cli');
export const FIXTURE_APP = fixtureApp('app');

/** What starts the command. */
export const COMMAND: readonly string[] = [process.execPath, join(PACKAGE, 'src/main.js')];

/** The folder of an application of the fixtures. */
export function fixtureApp(name: string): string {
  return join(PACKAGE, 'test/fixtures', name);
}

export interface Result {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly stdin?: string;
}

/** Runs the command to its end. */
export function nightshift(args: readonly string[], options: CliOptions = {}): Promise<Result> {
  return new RunningCli(args, options).ended;
}

/** The environment of a test's command: nothing of the terminal or machine that the tests run on. */
export function testEnvironment(env: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR } = process.env;
  return { PATH, HOME, ...(TMPDIR !== undefined && { TMPDIR }), TERM: 'xterm', COLUMNS: '100', ...env };
}

/** The command while it runs. */
export class RunningCli {
  readonly child: ChildProcess;
  readonly ended: Promise<Result>;
  readonly #notes: string[] = [];
  #stdout = '';
  #stderr = '';
  #changed: () => void = () => undefined;

  constructor(args: readonly string[], { env, cwd = FIXTURE_APP, stdin }: CliOptions = {}) {
    const [program = '', ...before] = COMMAND;
    this.child = spawn(program, [...before, ...args], {
      cwd,
      env: testEnvironment(env),
      stdio: ['pipe', 'pipe', 'pipe', 'ipc'],
    });
    this.child.stdin?.end(stdin ?? '');
    this.child.stdout?.on('data', (chunk: Buffer) => this.#add(() => (this.#stdout += chunk.toString())));
    this.child.stderr?.on('data', (chunk: Buffer) => this.#add(() => (this.#stderr += chunk.toString())));
    this.child.on('message', (message) => {
      if (isNote(message)) this.#add(() => this.#notes.push(message.note));
    });
    this.ended = once(this.child, 'close').then(([code]) => ({
      code: code as number | null,
      stdout: this.#stdout,
      stderr: this.#stderr,
    }));
  }

  /** What the fixture's jobs noted so far. */
  get notes(): readonly string[] {
    return this.#notes;
  }

  /** Waits until a job noted something. */
  async noted(note: string): Promise<void> {
    await this.#until(() => this.#notes.includes(note), `the note "${note}"`);
  }

  /** Waits until stderr has a text. */
  async said(text: string): Promise<void> {
    await this.#until(() => this.#stderr.includes(text), `"${text}" on stderr`);
  }

  /** Waits until stderr matches, and answers with the match. */
  async matched(pattern: RegExp): Promise<RegExpExecArray> {
    let match: RegExpExecArray | null = null;
    await this.#until(() => (match = pattern.exec(this.#stderr)) !== null, `${String(pattern)} on stderr`);
    return match as unknown as RegExpExecArray;
  }

  /** Ends it and the processes that it supervises, whatever they are doing. */
  async end(): Promise<void> {
    // Each asks for more than the one before: to drain, to hand back, and of a supervisor to kill.
    for (const signal of ['SIGTERM', 'SIGQUIT', 'SIGINT'] as const) this.child.kill(signal);
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'exit');
  }

  /** Lets the job that waits in the middle go on. */
  allow(): void {
    this.child.send('go');
  }

  async #until(isSo: () => boolean, what: string): Promise<void> {
    let over = false;
    void this.ended.then(() => this.#add(() => (over = true)));
    while (!isSo()) {
      if (over) throw new Error(`The command ended without ${what}.\n${this.#stdout}\n${this.#stderr}`);
      await new Promise<void>((resolve) => {
        this.#changed = resolve;
      });
    }
  }

  #add(change: () => void): void {
    change();
    this.#changed();
  }
}

function isNote(message: unknown): message is { readonly note: string } {
  return typeof message === 'object' && message !== null && 'note' in message && typeof message.note === 'string';
}
