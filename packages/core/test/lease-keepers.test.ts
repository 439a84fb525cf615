import { describe, expect, it } from 'vitest';
import {
  createJobs,
  defineJob,
  memoryStore,
  type HeldLease,
  type JobEvents,
  type LeaseRenewal,
  type StandByOptions,
  type Store,
} from '@nightshift/core';
import { gate, next } from './harness.js';

/** A job that holds on until the gate opens. */
function holding() {
  const started = gate();
  const released = gate();
  const job = defineJob({
    name: 'hold',
    description: 'd',
    async run(ctx) {
      started.open();
      await released.opened;
      return { attempt: ctx.attempt };
    },
  });
  return { job, started: started.opened, release: released.open };
}

function blockFor(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

describe('two clients of one store in one process', () => {
  it('take no run of each other for dead after something has blocked their event loop', async () => {
    const store = memoryStore();
    const { job, started, release } = holding();
    const first = createJobs({ jobs: [job], store });
    const second = createJobs({ jobs: [job], store });
    const { runId } = await first.enqueue('hold');
    await first.worker({ lease: '1s', concurrency: 1 }).start();
    await started;
    blockFor(1_500);
    // It looks for expired leases first of all, in the same turn of the loop: no timer of the first worker has fired yet.
    const reaping = next(second, 'worker:idle');
    const neighbour = second.worker({ lease: '1s' });
    await neighbour.start();
    await reaping;
    release();
    const [run] = await first.wait([runId]);
    expect(run).toMatchObject({ state: 'success', output: { attempt: 1 } });
    expect(run?.attempts.map(({ outcome }) => outcome)).toEqual(['success']);
    await neighbour.stop();
    await first.close();
  });
});

/** A power that notes what it is told. */
function notingRenewal(unavailable: string | null = null) {
  const places: (HeldLease | undefined)[] = [];
  const told: string[] = [];
  const options: StandByOptions[] = [];
  const renewal: LeaseRenewal = {
    unavailable,
    standBy(given) {
      options.push(given);
      return {
        hold(lease) {
          told.push('hold');
          return places.push(lease) - 1;
        },
        drop(place) {
          told.push('drop');
          places[place] = undefined;
        },
        renewed: () => void told.push('renewed'),
        end: () => void told.push('end'),
      };
    },
  };
  const held = (): HeldLease[] => places.filter((lease) => lease !== undefined);
  return { renewal, held, told, options };
}

/** Memory, as a store that several processes share. */
function shared(renewal?: LeaseRenewal): Store {
  return { ...memoryStore(), exclusive: false, ...(renewal && { renewal }) };
}

describe('a store that renews from a thread', () => {
  it('knows of a lease before its handler starts, and of its end', async () => {
    const { renewal, held, told } = notingRenewal();
    const seen: unknown[] = [];
    const job = defineJob({
      name: 'look',
      description: 'd',
      run: (ctx) => void seen.push(held().map(({ runId, renewForMs }) => [runId === ctx.run.id, renewForMs])),
    });
    const limited = defineJob({
      name: 'look-limited',
      description: 'd',
      timeout: '1m',
      grace: '2s',
      run: (ctx) => void seen.push(held().map(({ runId, renewForMs }) => [runId === ctx.run.id, renewForMs])),
    });
    const jobs = createJobs({ jobs: [job, limited], store: shared(renewal) });
    const worker = jobs.worker();
    await worker.start();
    for (const name of ['look', 'look-limited'] as const) await jobs.wait([(await jobs.enqueue(name)).runId]);
    expect(seen).toEqual([[[true, null]], [[true, 62_000]]]);
    await worker.stop();
    expect(told).toEqual(['hold', 'drop', 'hold', 'drop', 'end']);
    await jobs.close();
  });

  it('hears that the worker renews by itself', async () => {
    const { renewal, told } = notingRenewal();
    const { job, started, release } = holding();
    const store = shared(renewal);
    const renewed = gate();
    const telling: Store = {
      ...store,
      extend: async (leases, leaseMs) => {
        const answers = await store.extend(leases, leaseMs);
        setImmediate(renewed.open);
        return answers;
      },
    };
    const jobs = createJobs({ jobs: [job], store: telling });
    const worker = jobs.worker({ lease: '1s' });
    await worker.start();
    const { runId } = await jobs.enqueue('hold');
    await started;
    await renewed.opened;
    expect(told).toEqual(['hold', 'renewed']);
    release();
    await jobs.wait([runId]);
    await jobs.close();
  });

  it('tells of its failures through the worker', async () => {
    const { renewal, options } = notingRenewal();
    const jobs = createJobs({ jobs: [holding().job], store: shared(renewal) });
    const worker = jobs.worker({ lease: '7s' });
    const told = next(jobs, 'worker:error');
    expect(options.map(({ leaseMs }) => leaseMs)).toEqual([7_000]);
    options[0]?.onError(new Error('no connection'));
    expect(await told).toMatchObject({
      worker: worker.id,
      during: 'renewing leases from a thread',
      error: new Error('no connection'),
    });
  });

  it.each<[string, Store, JobEvents['worker:started'][0]['leasesWhileBlocked']]>([
    ['another process can take no run', memoryStore(), { kept: true, by: 'exclusive-store' }],
    ['a thread renews', shared(notingRenewal().renewal), { kept: true, by: 'thread' }],
    ['it cannot', shared(notingRenewal('A password function').renewal), { kept: false, reason: 'A password function' }],
    ['there is none', shared(), { kept: false, reason: 'The memory store has no thread that renews' }],
  ])('says at the start of a worker what a blocked event loop means: %s', async (_what, store, leasesWhileBlocked) => {
    const jobs = createJobs({ jobs: [holding().job], store });
    const told = next(jobs, 'worker:started');
    await jobs.worker().start();
    expect(await told).toMatchObject({ leasesWhileBlocked });
    await jobs.close();
  });
});
