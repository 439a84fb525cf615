import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { inject } from 'vitest';

/** A process that runs a fixture of this package. */
export interface Child {
  readonly process: ChildProcess;
  readonly pid: number;
  /** The next line that it prints. */
  line(): Promise<string>;
  /** Lets its standard input end, and waits for its end. */
  finish(): Promise<number | null>;
  /** Ends it as a crash does. */
  kill(): Promise<void>;
}

export function startChild(fixture: string, ...args: string[]): Child {
  const compiled = fixture.replace(/\.ts$/, '.js');
  const path = join(inject('compiledWorkspace'), 'packages/adapters-postgres/test/fixtures', compiled);
  const child = spawn(process.execPath, [path, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = once(child, 'exit');
  return {
    process: child,
    pid: child.pid!,
    async line() {
      const next = await lines.next();
      if (next.done === true) throw new Error(`${fixture} ended and printed nothing more`);
      return next.value;
    },
    async finish() {
      child.stdin.end();
      const [code] = (await ended) as [number | null];
      return code;
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
