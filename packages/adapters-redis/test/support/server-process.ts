import { spawn, type ChildProcess } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Writable } from 'node:stream';

// The shell becomes the server, and leaves behind who waits for the end of a pipe that only this process holds: however
// this process ends, also by `kill -9`, the server ends with it. It keeps nothing, and hooks into nothing, of its host.
const WATCHED = '(cat <&3 >/dev/null; kill -9 $$) >/dev/null 2>&1 & exec "$@"';
const LINES_KEPT = 500;

/** A server program of this process's own. */
export class ServerProcess {
  readonly #child: ChildProcess;
  readonly #lines: string[] = [];
  readonly #heard = new EventEmitter().setMaxListeners(0);
  readonly #exit: Promise<unknown>;
  #isOver = false;

  constructor(command: readonly string[], folder: string) {
    this.#child = spawn('/bin/sh', ['-c', WATCHED, 'sh', ...command], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    });
    const { stdout, stderr } = this.#child;
    for (const stream of [stdout, stderr]) {
      if (stream !== null) createInterface({ input: stream }).on('line', (line) => this.#note(line));
    }
    const watch = this.#child.stdio[3] as Writable;
    watch.on('error', (error) => this.#note(String(error)));
    this.#exit = once(this.#child, 'exit').then(() => {
      this.#isOver = true;
      watch.destroy();
      this.#heard.emit('over');
    });
  }

  /** Until it has printed a line like this, now or before. Rejects with its last words when it ends without. */
  async said(pattern: RegExp): Promise<void> {
    while (!this.#lines.some((line) => pattern.test(line))) {
      if (this.#isOver)
        throw new Error(`The server ended before it said ${String(pattern)}:\n${this.#lines.join('\n')}`);
      await Promise.race([once(this.#heard, 'line'), once(this.#heard, 'over')]);
    }
  }

  /** Ends it as a crash does. */
  async kill(): Promise<void> {
    if (!this.#isOver) this.#child.kill('SIGKILL');
    await this.#exit;
  }

  /** Lets it stand still, or go on. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.#child.kill(signal);
  }

  #note(line: string): void {
    this.#lines.push(line);
    if (this.#lines.length > LINES_KEPT) this.#lines.shift();
    this.#heard.emit('line');
  }
}
