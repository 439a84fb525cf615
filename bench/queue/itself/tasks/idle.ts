import { setTimeout as pause } from 'node:timers/promises';
import type { Store } from '@nightshift/core';
import { openNoOp } from '../no-op.js';
import type { Talk } from '../talk.js';
import { watchedStore } from '../watched-store.js';

/** Keeps a worker that finds nothing to do. */
export interface IdleTask {
  readonly kind: 'idle';
  /** How long it has been idle before anything is counted. */
  readonly settleMs: number;
  readonly ms: number;
}

export interface IdleResult {
  readonly ms: number;
  /** Processor time of all threads of the process. */
  readonly cpuMs: number;
  /** How often each verb of the store was called. */
  readonly calls: Readonly<Record<string, number>>;
}

export async function idle(store: Store, { settleMs, ms }: IdleTask, talk: Talk): Promise<IdleResult> {
  const calls: Record<string, number> = {};
  let counting = false;
  const seen = watchedStore(store, (verb, _given, proceed) => {
    if (counting) calls[verb] = (calls[verb] ?? 0) + 1;
    return proceed();
  });
  const { jobs } = await openNoOp(seen, { limited: false, handle: () => undefined });
  const worker = jobs.worker({ concurrency: 100 });
  await worker.start();
  await pause(settleMs);
  talk.ready();
  counting = true;
  const startedAt = performance.now();
  const before = process.cpuUsage();
  await pause(ms);
  counting = false;
  const { user, system } = process.cpuUsage(before);
  const elapsedMs = performance.now() - startedAt;
  // The server is asked before this worker leaves it, which takes calls of its own.
  await new Promise<void>((resolve) => {
    talk.on('stop', () => resolve());
    talk.progress(1, 0);
  });
  await worker.stop();
  await jobs.close();
  return { ms: elapsedMs, cpuMs: (user + system) / 1_000, calls };
}
