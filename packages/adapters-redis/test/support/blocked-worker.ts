import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { inject } from 'vitest';
import type { RedisAccess } from '../../src/index.js';

export const LEASE_MS = 1_000;

export interface BlockedOptions {
  readonly access: RedisAccess;
  readonly prefix: string;
  /** For how long each run keeps the event loop busy. */
  readonly blockMs: number;
  /** False leaves the store without the power to renew from a thread. */
  readonly hasThread?: boolean;
}

/** A process with a worker whose runs block its event loop. */
export interface BlockedWorker {
  /** The next thing that it says. */
  said(): Promise<unknown>;
  /** Lets its standard input end, and waits for its end. */
  finish(): Promise<number | null>;
  /** Ends it as a crash does. */
  kill(): Promise<void>;
}

export function startBlockedWorker(options: BlockedOptions): BlockedWorker {
  const fixture = join(inject('compiledWorkspace'), 'packages/adapters-redis/test/fixtures/blocking-worker.js');
  const settings = JSON.stringify({ leaseMs: LEASE_MS, hasThread: true, ...options });
  const child = spawn(process.execPath, [fixture, settings], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = once(child, 'exit');
  return {
    async said() {
      const next = await lines.next();
      if (next.done === true) throw new Error('The worker ended and said nothing more');
      return JSON.parse(next.value) as unknown;
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
