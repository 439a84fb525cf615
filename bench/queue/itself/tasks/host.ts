import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import type { Store } from '@nightshift/core';
import { payloads } from '../../payload.js';
import { openNoOp } from '../no-op.js';

const BULK = 1_000;

/** Drains runs in the process that also holds the store, and watches how long its event loop is held up. */
export interface HostTask {
  readonly kind: 'host';
  readonly idleMs: number;
  readonly runs: number;
  readonly concurrency: number;
}

/** Delays of the event loop in milliseconds, beyond the millisecond that looking takes. */
export interface HostResult {
  readonly idleDelay: number;
  readonly busyDelay: number;
  readonly busyMs: number;
  readonly settled: number;
}

export async function host(store: Store, task: HostTask): Promise<HostResult> {
  let settled = 0;
  const { jobs, enqueueMany } = await openNoOp(store, { limited: false, handle: () => undefined });
  for (let i = 0; i < task.runs; i += BULK) await enqueueMany(payloads(i, Math.min(BULK, task.runs - i)));
  const idleDelay = await delayDuring(() => pause(task.idleMs));
  const worker = jobs.worker({ concurrency: task.concurrency });
  const startedAt = performance.now();
  const busyDelay = await delayDuring(
    () =>
      new Promise<void>((resolve, reject) => {
        jobs.events.on('worker:error', ({ error }) => reject(new Error('the worker failed', { cause: error })));
        jobs.events.on('run:settled', () => {
          if (++settled === task.runs) resolve();
        });
        worker.start().catch(reject);
      }),
  );
  const busyMs = performance.now() - startedAt;
  await worker.stop();
  await jobs.close();
  return { idleDelay, busyDelay, busyMs, settled };
}

const RESOLUTION_MS = 1;

/** The 99th percentile of the delays while something goes on. */
async function delayDuring(go: () => Promise<void>): Promise<number> {
  const monitor = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  monitor.enable();
  await go();
  monitor.disable();
  return Math.max(0, monitor.percentile(99) / 1e6 - RESOLUTION_MS);
}
