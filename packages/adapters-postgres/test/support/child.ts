import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A process that runs a fixture of this package, from source. */
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
  const path = fileURLToPath(new URL(`../fixtures/${fixture}`, import.meta.url));
  const child = spawn(process.execPath, ['--conditions=@nightshift/source', '--import', 'tsx', path, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
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
