import { spawn, type SpawnOptions } from 'node:child_process';

/** How a child process ended, and what it printed. */
export interface Ended {
  /** Exit code; `null` when a signal ended the process, as at the time limit. */
  code: number | null;
  output: string;
}

/**
 * Runs a program to its end and gives back what it printed on both streams, in order.
 *
 * @param command - the program and its arguments.
 * @param options - as for `spawn`; `timeout` (milliseconds) ends it with SIGKILL.
 */
export function capture(command: readonly string[], options: SpawnOptions = {}): Promise<Ended> {
  const [program = '', ...args] = command;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { killSignal: 'SIGKILL', ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.once('error', reject);
    child.once('close', (code) => {
      resolve({ code, output });
    });
  });
}

/** As {@link capture}, and an exit code other than 0 is an error that shows the output. */
export async function captureOk(command: readonly string[], options: SpawnOptions = {}): Promise<string> {
  const { code, output } = await capture(command, options);
  if (code !== 0) throw new Error(`\`${command.join(' ')}\` exited with ${String(code)}:\n${output}`);
  return output;
}

/**
 * The command that starts the running pnpm again. pnpm itself may be on no PATH: `npx pnpm` keeps it in a cache.
 */
export function pnpm(...args: string[]): string[] {
  const running = process.env['npm_execpath'];
  if (running?.includes('pnpm') !== true) return ['npx', '-y', 'pnpm', ...args];
  return /\.[cm]?js$/.test(running) ? [process.execPath, running, ...args] : [running, ...args];
}
