import { afterEach, describe, expect, it } from 'vitest';
import {
  createJobs,
  defineJob,
  memoryStore,
  type AnyJob,
  type JobEvents,
  type Jobs,
  type Store,
} from '@nightshift/core';
import { governorBounds, nextAllowance, type HostSample } from '../src/worker/allowance.js';
import { inMemory, next } from './harness.js';

const CALM: HostSample = { eventLoopDelayMs: 0, heapRatio: 0.3, memoryRatio: 0 };
const limits = { ...governorBounds({}), concurrency: 20 };

/** The allowances over a series of samples, from a full one. */
function series(samples: readonly Partial<HostSample>[], concurrency = 20): number[] {
  let allowance = concurrency;
  return samples.map((sample) => {
    ({ allowance } = nextAllowance(allowance, { ...CALM, ...sample }, { ...limits, concurrency }));
    return allowance;
  });
}

const busy = { eventLoopDelayMs: 201 };

describe('nextAllowance', () => {
  it('halves while a bound is passed, down to one', () => {
    expect(series(Array<typeof busy>(6).fill(busy))).toEqual([10, 5, 2, 1, 1, 1]);
  });

  it('grows back by a tenth of the concurrency, up to all of it', () => {
    expect(series([busy, busy, busy, ...Array<object>(11).fill({})])).toEqual([
      10, 5, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 20, 20,
    ]);
    expect(series([busy, {}, {}, {}], 3)).toEqual([1, 2, 3, 3]);
  });

  it('stays at one where one is all', () => {
    expect(series([busy, {}, busy], 1)).toEqual([1, 1, 1]);
  });

  it('says which bound was passed, memory before time', () => {
    const reason = (sample: Partial<HostSample>) => nextAllowance(20, { ...CALM, ...sample }, limits).reason;
    expect(reason({})).toBeNull();
    expect(reason({ eventLoopDelayMs: 200, heapRatio: 0.85, memoryRatio: 0.9 })).toBeNull();
    expect(reason(busy)).toBe('event-loop-delay');
    expect(reason({ ...busy, heapRatio: 0.86 })).toBe('heap');
    expect(reason({ heapRatio: 0.86, memoryRatio: 0.91 })).toBe('memory');
  });

  it('never leaves its bounds, whatever the series', () => {
    const samples = Array.from({ length: 200 }, (_, index) => ((index * 7919) % 13 < 6 ? busy : {}));
    for (const concurrency of [1, 2, 3, 20, 10_000]) {
      for (const allowance of series(samples, concurrency)) {
        expect(allowance).toBeGreaterThanOrEqual(1);
        expect(allowance).toBeLessThanOrEqual(concurrency);
      }
    }
  });

  it('takes bounds one by one, and refuses those that bound nothing', () => {
    expect(governorBounds({ eventLoopDelayMs: 50 })).toEqual({
      eventLoopDelayMs: 50,
      heapRatio: 0.85,
      memoryRatio: 0.9,
    });
    for (const eventLoopDelayMs of [0, -1, Number.NaN])
      expect(() => governorBounds({ eventLoopDelayMs })).toThrow('Expected governor.eventLoopDelayMs');
  });
});

/** The events of a kind, as they come. */
function watch(jobs: Jobs<AnyJob, never>) {
  const seen: JobEvents['worker:throttled'][0][] = [];
  let wake: () => void = () => undefined;
  jobs.events.on('worker:throttled', (event) => {
    seen.push(event);
    wake();
  });
  return async (wanted: (event: JobEvents['worker:throttled'][0]) => boolean) => {
    for (;;) {
      const found = seen.find(wanted);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => (wake = resolve));
    }
  };
}

describe('a worker whose host is busy', () => {
  let jobs: Jobs<AnyJob, never>;
  afterEach(() => jobs.close());

  const block = defineJob({
    name: 'block',
    description: 'd',
    run() {
      const until = performance.now() + 1_500;
      while (performance.now() < until);
    },
  });

  it('claims less, says so, and grows back when the host is calm, without asking for what nobody told of', async () => {
    const store = memoryStore();
    let claims = 0;
    const claim: Store['claim'] = (request) => {
      claims += 1;
      return store.claim(request);
    };
    jobs = createJobs({ jobs: [block], store: { ...store, claim } });
    const told = watch(jobs);
    const worker = jobs.worker({ concurrency: 3, governor: { eventLoopDelayMs: 1_000 } });
    await worker.start();
    expect(worker.allowance).toBe(3);
    await jobs.enqueue('block');
    const throttled = await told(({ reason }) => reason !== null);
    expect(throttled).toMatchObject({ worker: worker.id, allowance: 1, concurrency: 3, reason: 'event-loop-delay' });
    expect(throttled.delayMs).toBeGreaterThan(1_000);
    const before = claims;
    expect(await told(({ allowance, reason }) => allowance === 3 && reason === null)).toMatchObject({ concurrency: 3 });
    expect(worker.allowance).toBe(3);
    expect(claims).toBe(before);
  });

  it('holds back what its allowance does not cover', async () => {
    const hold = defineJob({ name: 'hold', description: 'd', run: (ctx) => ctx.pause('1h') });
    jobs = inMemory([hold]);
    const told = watch(jobs);
    // A bound that every sample passes: one run at a time is what is left.
    const worker = jobs.worker({ concurrency: 4, drain: 0, governor: { heapRatio: 1e-9 } });
    await worker.start();
    await told(({ reason }) => reason === 'heap');
    while (worker.allowance > 1) await new Promise((resolve) => setImmediate(resolve));
    const started = next(jobs, 'run:started');
    await jobs.enqueueMany(Array.from({ length: 4 }, () => ({ job: 'hold' })));
    await started;
    expect(worker.running).toHaveLength(1);
    expect(await jobs.counts()).toMatchObject({ running: 1, queued: 3 });
  });

  it('is left alone where the governor is off', async () => {
    jobs = inMemory([block]);
    const worker = jobs.worker({ concurrency: 3, governor: false });
    jobs.events.on('worker:throttled', () => expect.unreachable());
    await worker.start();
    await jobs.wait([(await jobs.enqueue('block')).runId]);
    expect(worker.allowance).toBe(3);
  });
});
