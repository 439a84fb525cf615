import { describe, expect, it } from 'vitest';
import { createJobs, defineJob, memoryStore, type ClaimRequest, type ClaimedRun, type Store } from '@nightshift/core';
import { gate } from './harness.js';

const quick = defineJob({ name: 'quick', description: 'd', run: () => 'done' });

interface Watched {
  readonly store: Store;
  /** What was claimed, in order: how many were asked for, and how many came. */
  readonly claims: { readonly asked: number; readonly got: number }[];
}

/** A memory store that notes its claims. */
function watched(around: (claim: () => Promise<ClaimedRun[]>) => Promise<ClaimedRun[]> = (claim) => claim()): Watched {
  const store = memoryStore();
  const claims: { asked: number; got: number }[] = [];
  const claim = async (request: ClaimRequest): Promise<ClaimedRun[]> => {
    const runs = await around(() => store.claim(request));
    claims.push({ asked: request.limit, got: runs.length });
    return runs;
  };
  return { store: { ...store, claim }, claims };
}

const many = <Name extends string>(count: number, job: Name) => Array.from({ length: count }, () => ({ job }));

function settledAll(jobs: ReturnType<typeof createJobs>, count: number): Promise<void> {
  let left = count;
  return new Promise((resolve) => {
    jobs.events.on('run:settled', () => {
      left -= 1;
      if (left === 0) resolve();
    });
  });
}

const idle = (jobs: ReturnType<typeof createJobs>): Promise<unknown> =>
  new Promise((resolve) => jobs.events.once('worker:idle', resolve));

describe('a worker claims', () => {
  it('once for all the slots that become free together', async () => {
    const { store, claims } = watched();
    const jobs = createJobs({ jobs: [quick], store });
    await jobs.enqueueMany(many(40, 'quick'));
    const all = settledAll(jobs, 40);
    const worker = jobs.worker({ concurrency: 20 });
    await worker.start();
    await all;
    expect(claims.filter(({ got }) => got > 0).every(({ got }) => got >= 10)).toBe(true);
    await jobs.close();
  });

  it('once for a run that comes by itself, and not again when it has ended', async () => {
    const { store, claims } = watched();
    const jobs = createJobs({ jobs: [quick], store });
    const worker = jobs.worker();
    const wasIdle = idle(jobs);
    await worker.start();
    await wasIdle;
    const before = claims.length;
    const isIdle = idle(jobs);
    await jobs.enqueue('quick');
    await isIdle;
    expect(claims.slice(before)).toEqual([{ asked: 20, got: 1 }]);
    await jobs.close();
  });

  it('again when it was told of more while a claim was under way', async () => {
    const [isAsked, mayAnswer] = [gate(), gate()];
    let isFirst = true;
    const { store } = watched(async (claim) => {
      const runs = await claim();
      if (!isFirst) return runs;
      isFirst = false;
      isAsked.open();
      await mayAnswer.opened;
      return runs;
    });
    const jobs = createJobs({ jobs: [quick], store });
    const settled = settledAll(jobs, 1);
    // No poll would come within the time of this test.
    const worker = jobs.worker({ poll: '1h' });
    await worker.start();
    await isAsked.opened;
    await jobs.enqueue('quick');
    mayAnswer.open();
    await settled;
    await jobs.close();
  });

  it('ahead of its slots where handlers are short', async () => {
    const { store, claims } = watched(async (claim) => {
      const runs = await claim();
      await new Promise((resolve) => setTimeout(resolve, 5));
      return runs;
    });
    const jobs = createJobs({ jobs: [quick], store });
    await jobs.enqueueMany(many(600, 'quick'));
    const all = settledAll(jobs, 600);
    await jobs.worker({ concurrency: 20 }).start();
    await all;
    const asked = claims.map((claim) => claim.asked);
    expect(Math.max(...asked)).toBeGreaterThan(20);
    // What a dead worker leaves to the others is bounded.
    expect(Math.max(...asked)).toBeLessThanOrEqual(5 * 20);
    await jobs.close();
  });

  it('no more than its slots where handlers are long, or there is one of them', async () => {
    const { store, claims } = watched();
    const end = gate();
    const slow = defineJob({ name: 'slow', description: 'd', run: () => end.opened });
    const jobs = createJobs({ jobs: [slow, quick], store });
    await jobs.enqueueMany(many(20, 'slow'));
    const wide = jobs.worker({ concurrency: 5 });
    const started = new Promise<void>((resolve) => {
      let left = 5;
      jobs.events.on('run:started', () => (left -= 1) === 0 && resolve());
    });
    await wide.start();
    await started;
    expect(wide.running).toHaveLength(5);
    expect(claims).toEqual([{ asked: 5, got: 5 }]);
    end.open();
    await wide.stop();
    const before = claims.length;
    await jobs.enqueueMany(many(50, 'quick'));
    const all = settledAll(jobs, 50);
    await jobs.worker({ concurrency: 1 }).start();
    await all;
    expect(claims.slice(before).every(({ asked }) => asked === 1)).toBe(true);
    await jobs.close();
  });
});
