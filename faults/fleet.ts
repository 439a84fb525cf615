import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { WorkerConfig } from './worker-config.js';

/** A worker process. */
export class Member {
  readonly #child: ChildProcess;
  readonly #exit: Promise<unknown>;
  #said = '';
  #isOver = false;
  #asked: string | undefined;

  constructor(program: string, config: WorkerConfig, onUnexpectedEnd: (said: string) => void) {
    this.#child = spawn(process.execPath, [program, JSON.stringify(config)], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child.stderr?.on('data', (text: Buffer) => (this.#said = `${this.#said}${text.toString()}`.slice(-4_000)));
    this.#exit = once(this.#child, 'exit').then(([code, signal]: unknown[]) => {
      this.#isOver = true;
      // Told to stop while it starts, a process has no ear for it yet and just ends.
      const isMeant = this.#asked === signal || code === 0;
      if (!isMeant) onUnexpectedEnd(`worker ended with ${String(code ?? signal)}: ${this.#said}`);
    });
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Until it works, or is over. */
  async ready(): Promise<void> {
    await Promise.race([this.#child.stdout === null ? undefined : once(this.#child.stdout, 'data'), this.#exit]);
  }

  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.#child.kill(signal);
  }

  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    this.#asked = signal;
    if (!this.#isOver) this.#child.kill(signal);
    await this.#exit;
  }

  /** Until it ends by itself, or is killed. */
  async over(): Promise<void> {
    await this.#exit;
  }
}

/** Worker processes that share the work. */
export class Fleet {
  readonly #program: string;
  readonly #config: WorkerConfig;
  readonly members: Member[] = [];
  /** Processes that ended on their own account, in words. */
  readonly crashes: string[] = [];

  constructor(program: string, config: WorkerConfig) {
    this.#program = program;
    this.#config = config;
  }

  async start(count: number): Promise<void> {
    const started = Array.from({ length: count }, () => this.#next());
    this.members.push(...started);
    await Promise.all(started.map((member) => member.ready()));
  }

  /** Kills one, and puts another in its place: it works when this resolves, so that a slow machine makes progress as well. */
  async replace(member: Member): Promise<void> {
    await member.end('SIGKILL');
    const next = this.#next();
    this.members.splice(this.members.indexOf(member), 1, next);
    await next.ready();
  }

  /** Kills one for good. */
  async lose(member: Member): Promise<void> {
    await member.end('SIGKILL');
    this.members.splice(this.members.indexOf(member), 1);
  }

  /** Lets every one finish what it does; whoever does not is killed. */
  async stop(withinMs: number): Promise<void> {
    const late = setTimeout(() => this.members.forEach((member) => void member.end('SIGKILL')), withinMs);
    await Promise.all(this.members.map((member) => member.end('SIGTERM')));
    clearTimeout(late);
  }

  #next(): Member {
    return new Member(this.#program, this.#config, (said) => this.crashes.push(said));
  }
}
