import { afterEach, describe, expect, it } from 'vitest';
import { createJobs, defineJob, memoryStore, type Store, type Timer, type Timers } from '@nightshift/core';

const MINUTE_MS = 60_000;

/** Time that passes only when it is told to: a clock, and timers on it. */
class VirtualTime {
  #now = new Date('2026-01-01T00:00:00Z').getTime();
  readonly #waiting = new Map<Timer, { readonly at: number; callback(): void }>();

  now = (): number => this.#now;

  readonly timers: Timers = {
    after: (ms, callback) => {
      const timer: Timer = { cancel: () => void this.#waiting.delete(timer) };
      this.#waiting.set(timer, { at: this.#now + Math.max(ms, 1), callback });
      return timer;
    },
    sleep: (ms) => new Promise((resolve) => void this.timers.after(ms, resolve)),
  };

  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (;;) {
      const [next] = [...this.#waiting].sort(([, a], [, b]) => a.at - b.at);
      if (next === undefined || next[1].at > end) break;
      const [timer, { at, callback }] = next;
      this.#waiting.delete(timer);
      this.#now = at;
      callback();
      await quiet();
    }
    this.#now = end;
  }
}

/** Everything that was begun without a timer is over: on memory it takes a few turns of the loop. */
async function quiet(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** The store, and the names of the verbs that are called on it. */
function counted<S extends object>(store: S, calls: string[], prefix = ''): S {
  return new Proxy(store, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value === 'object' && value !== null && typeof name === 'string')
        return counted(value, calls, `${name}.`);
      if (typeof value !== 'function') return value;
      return (...given: unknown[]): unknown => {
        calls.push(prefix + String(name));
        return Reflect.apply(value, target, given);
      };
    },
  });
}

const quick = defineJob({ name: 'quick', description: 'd', run: () => 'done' });
const nightly = defineJob({
  name: 'nightly',
  description: 'd',
  schedule: { cron: '0 2 * * *', timeZone: 'UTC' },
  run: () => 'done',
});

describe('an idle worker', () => {
  let close: () => Promise<void>;
  afterEach(() => close());

  async function started(list: readonly (typeof quick | typeof nightly)[], without: readonly (keyof Store)[] = []) {
    const time = new VirtualTime();
    const calls: string[] = [];
    const memory = memoryStore({ clock: time });
    const store = counted(memory, calls);
    const seen = new Proxy(store, {
      get: (target, name) =>
        without.includes(name as keyof Store) ? undefined : (Reflect.get(target, name) as unknown),
    });
    const jobs = createJobs({ jobs: [...list], store: seen, clock: time, timers: time.timers, random: () => 0.5 });
    close = () => jobs.close();
    const worker = jobs.worker({ lease: '30s' });
    await worker.start();
    await quiet();
    await time.advance(MINUTE_MS);
    calls.length = 0;
    return { memory, calls, time };
  }

  it('asks its store at most 15 times a minute where it is notified', async () => {
    const { calls, time } = await started([quick]);
    await time.advance(10 * MINUTE_MS);
    expect(calls.length / 10, calls.slice(0, 30).join(' ')).toBeLessThanOrEqual(15);
    expect(calls).toContain('claim');
    expect(calls).toContain('reap');
  });

  it('asks no more often because it has schedules', async () => {
    const { calls, time } = await started([quick, nightly]);
    await time.advance(10 * MINUTE_MS);
    expect(calls.length / 10, calls.slice(0, 30).join(' ')).toBeLessThanOrEqual(15);
  });

  it('looks for work every second where nobody notifies it', async () => {
    const { calls, time } = await started([quick], ['notifications']);
    await time.advance(MINUTE_MS);
    expect(calls.filter((call) => call === 'claim').length).toBeGreaterThanOrEqual(59);
  });

  it.each([0, 7_000, 29_000])('takes over what a dead worker held in the lease and two seconds (%i)', async (phase) => {
    const { memory, time } = await started([quick]);
    await time.advance(phase);
    const other = defineJob({ name: 'other', description: 'd', run: () => null });
    const { runId } = await createJobs({ jobs: [other], store: memory, clock: time }).enqueue(other);
    await memory.claim({ worker: 'dead', jobs: ['other'], limit: 1, leaseMs: 30_000 });
    await time.advance(29_999);
    expect((await memory.read.get([runId]))[0]?.state).toBe('running');
    await time.advance(2_001);
    const [run] = await memory.read.get([runId]);
    expect(run?.state).not.toBe('running');
    expect(run?.attempts.map(({ outcome }) => outcome)).toEqual(['lease-expired']);
  });
});
