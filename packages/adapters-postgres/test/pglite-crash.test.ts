import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, inject, it } from 'vitest';
import { pgliteStore } from '../src/index.js';
import { startChild } from './support/child.js';
import { claimOf, JOB, LONG_MS, succeeded } from './support/runs.js';

// Two processes start in turn, and each makes a database ready: on a busy machine that takes its time.
const PATIENCE_MS = 120_000;

it(
  'a process that is killed while it writes leaves its data whole and its leases expired',
  async () => {
    const dataDir = join(await mkdtemp(join(inject('sharedFolder'), 'crash-')), 'data');
    const child = startChild('crash-pglite.ts', dataDir);
    const ids = JSON.parse(await child.line()) as { done: string; running: string; queued: string };
    const blocked = pgliteStore({ dataDir });
    await expect(blocked.open()).rejects.toMatchObject({
      code: 'STORE_IN_USE',
      message: expect.stringContaining(`pid ${child.pid}`),
    });
    await child.kill();

    const store = pgliteStore({ dataDir });
    await store.open();
    const [done, running, queued] = await store.read.get([ids.done, ids.running, ids.queued]);
    expect(done).toMatchObject({ state: 'success', output: { rows: 3 } });
    expect(running).toMatchObject({ state: 'running', checkpoint: { cursor: 7 } });
    expect(queued).toMatchObject({ state: 'queued' });
    // Each of its enqueues was all or nothing.
    expect(((await store.read.counts({ jobs: [JOB] })).queued - 1) % 100).toBe(0);
    const {
      runs: [reaped],
    } = await store.reap({ limit: 10, leaseMs: LONG_MS });
    expect(reaped).toMatchObject({ id: ids.running, attempt: 1, checkpoint: { cursor: 7 } });
    await store.settle([succeeded(reaped!)]);
    expect(await store.claim({ ...claimOf(1), only: { runIds: [ids.queued] } })).toHaveLength(1);
    await store.close();
  },
  PATIENCE_MS,
);
