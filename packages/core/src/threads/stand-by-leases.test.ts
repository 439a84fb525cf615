import { describe, expect, it } from 'vitest';
import { StandByLeases } from './stand-by-leases.js';

const LEASE_MS = 900;
const one = { runId: '01999999-0000-7000-8000-00000000000A', token: 1 };
const two = { runId: '01999999-0000-7000-8000-00000000000b', token: 7 };

function holding(...leases: readonly (typeof one & { readonly renewForMs?: number })[]): StandByLeases {
  const standBy = new StandByLeases(LEASE_MS);
  const held = leases.map(({ renewForMs = null, ...lease }) => ({ ...lease, renewForMs }));
  standBy.change(held, [], 1_000);
  return standBy;
}

describe('StandByLeases', () => {
  it('has nothing to do while nothing is held', () => {
    const standBy = holding();
    expect(standBy.dueAt).toBeNull();
    standBy.workerRenewed(2_000);
    expect(standBy.dueAt).toBeNull();
  });

  it('waits half a lease from the claim, and from every renewal of the worker', () => {
    const standBy = holding(one);
    expect(standBy.dueAt).toBe(1_450);
    standBy.workerRenewed(1_300);
    expect(standBy.dueAt).toBe(1_750);
  });

  it('keeps to the time of the first lease when others come, and starts anew after the last has gone', () => {
    const standBy = holding(one);
    standBy.change([{ ...two, renewForMs: null }], [], 1_200);
    expect(standBy.dueAt).toBe(1_450);
    standBy.change([], [one, two], 1_300);
    expect(standBy.dueAt).toBeNull();
    standBy.change([{ ...one, token: 2, renewForMs: null }], [], 5_000);
    expect(standBy.dueAt).toBe(5_450);
  });

  it('renews three times per lease once it has begun, and forgets what was not found', () => {
    const standBy = holding(one, two);
    const taken = standBy.take(1_450);
    expect(taken).toEqual([one, two]);
    // The store tells ids in small letters.
    standBy.renewed(taken, [{ ...one, runId: one.runId.toLowerCase() }], 1_460);
    expect(standBy.dueAt).toBe(1_760);
    expect(standBy.take(1_760)).toEqual([one]);
  });

  it('keeps what was claimed while a renewal was under way', () => {
    const standBy = holding(one);
    const taken = standBy.take(1_450);
    standBy.change([{ ...two, renewForMs: null }], [], 1_455);
    standBy.renewed(taken, [one], 1_460);
    expect(standBy.take(1_760)).toEqual([one, two]);
  });

  it('tells a new attempt of a run from the one before', () => {
    const standBy = holding(one);
    standBy.change([{ ...one, token: 2, renewForMs: null }], [one], 1_100);
    expect(standBy.take(1_550)).toEqual([{ ...one, token: 2 }]);
  });

  it('lets go of a lease when its time is up', () => {
    const standBy = holding({ ...one, renewForMs: 600 }, two);
    expect(standBy.take(1_599)).toEqual([one, two]);
    expect(standBy.take(1_600)).toEqual([two]);
    expect(standBy.take(1_601)).toEqual([two]);
  });

  it('tries again soon after a failure', () => {
    const standBy = holding(one);
    standBy.failed(1_500);
    expect(standBy.dueAt).toBe(1_590);
    const slow = new StandByLeases(30_000);
    slow.change([{ ...one, renewForMs: null }], [], 0);
    slow.failed(15_000);
    expect(slow.dueAt).toBe(16_000);
  });
});
