import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { stripVTControlCharacters } from 'node:util';
import { COMMAND, FIXTURE_APP, testEnvironment } from './cli.js';

/** Of util-linux; it makes a pseudo-terminal. */
const PROGRAM = 'script';

/** Whether `script` of util-linux is there to make a pseudo-terminal. */
export function hasTerminal(): boolean {
  return spawnSync(PROGRAM, ['-qec', 'true', '/dev/null']).status === 0;
}

/** The command on a terminal of 100 columns, which the test reads and types on. */
export class TerminalCli {
  readonly #child: ChildProcess;
  readonly ended: Promise<number | null>;
  #raw = '';
  #changed: () => void = () => undefined;

  constructor(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
    const line = ['stty cols 100 rows 30;', ...[...COMMAND, ...args].map((word) => `'${word}'`)].join(' ');
    this.#child = spawn(PROGRAM, ['-qec', line, '/dev/null'], {
      cwd: FIXTURE_APP,
      env: testEnvironment(env),
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#child.stdout?.on('data', (chunk: Buffer) => {
      this.#raw += chunk.toString();
      this.#changed();
    });
    this.ended = once(this.#child, 'close').then(([code]) => code as number | null);
  }

  /** Everything that was written, control sequences included. */
  get raw(): string {
    return this.#raw;
  }

  /** Waits until the screen was given a text. */
  async shown(text: string): Promise<void> {
    let over = false;
    void this.ended.then(() => {
      over = true;
      this.#changed();
    });
    while (!stripVTControlCharacters(this.#raw).includes(text)) {
      if (over) throw new Error(`The command ended without "${text}".\n${this.#raw}`);
      await new Promise<void>((resolve) => {
        this.#changed = resolve;
      });
    }
  }

  type(keys: string): void {
    this.#child.stdin?.write(keys);
  }
}
