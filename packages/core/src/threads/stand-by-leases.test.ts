import { describe, expect, it } from 'vitest';
import type { HeldLease } from '../store/lease-renewal.js';
import { LeaseTable } from './lease-table.js';
import { StandByLeases } from './stand-by-leases.js';

const LEASE_MS = 900;
const one = { runId: '01999999-0000-7000-8000-00000000000A', token: 1 };
const two = { runId: '01999999-0000-7000-8000-00000000000b', token: 7 };

/** What the host and the thread have of the same leases, all held from the start. */
function holding(...leases: readonly (typeof one & Partial<HeldLease>)[]) {
  const table = new LeaseTable(() => undefined);
  const standBy = new StandByLeases(LEASE_MS, table.memory);
  const hold = (lease: typeof one & Partial<HeldLease>, at: number): number =>
    table.hold({ renewForMs: null, ...lease }, at);
  const places = leases.map((lease) => hold(lease, 1_000));
  return { table, standBy, hold, places };
}

describe('StandByLeases', () => {
  it('has nothing to renew while nothing is held, and looks again before anything else can be due', () => {
    const { standBy } = holding();
    expect(standBy.look(1_000)).toEqual([]);
    expect(standBy.lookAt).toBe(1_450);
  });

  it('waits half a lease from the claim, and from every renewal of the worker', () => {
    const { standBy } = holding(one);
    expect(standBy.look(1_449)).toEqual([]);
    expect(standBy.lookAt).toBe(1_450);
    standBy.workerRenewed(1_300);
    expect(standBy.look(1_450)).toEqual([]);
    expect(standBy.lookAt).toBe(1_750);
    expect(standBy.look(1_750)).toEqual([one]);
  });

  it('keeps to the time of the oldest lease that is still held, and renews all with it', () => {
    const { table, standBy, hold, places } = holding(one);
    hold(two, 1_200);
    expect(standBy.look(1_450)).toEqual([one, two]);
    table.drop(places[0] as number);
    expect(standBy.look(1_450)).toEqual([]);
    expect(standBy.lookAt).toBe(1_650);
  });

  it('renews three times per lease once it has begun, and leaves alone what was not found', () => {
    const { standBy } = holding(one, two);
    const taken = standBy.look(1_450);
    expect(taken).toEqual([one, two]);
    // The store tells ids in small letters.
    standBy.renewed(taken, [{ ...one, runId: one.runId.toLowerCase() }], 1_460);
    expect(standBy.lookAt).toBe(1_760);
    expect(standBy.look(1_760)).toEqual([one]);
    standBy.renewed([one], [one], 1_770);
    expect(standBy.look(2_070)).toEqual([one]);
  });

  it('counts anew from a renewal of the worker', () => {
    const { standBy } = holding(one);
    standBy.renewed(standBy.look(1_450), [one], 1_460);
    standBy.workerRenewed(1_700);
    expect(standBy.look(1_760)).toEqual([]);
    expect(standBy.lookAt).toBe(2_150);
  });

  it('keeps what was claimed while a renewal was under way', () => {
    const { standBy, hold } = holding(one);
    const taken = standBy.look(1_450);
    hold(two, 1_470);
    standBy.renewed(taken, [one], 1_460);
    expect(standBy.look(1_760)).toEqual([one, two]);
  });

  it('tells a new attempt of a run from the one before, also from one that was lost', () => {
    const { table, standBy, hold, places } = holding(one);
    standBy.renewed(standBy.look(1_450), [], 1_460);
    expect(standBy.look(1_760)).toEqual([]);
    hold({ ...one, token: 2 }, 1_800);
    expect(standBy.look(2_250)).toEqual([{ ...one, token: 2 }]);
    table.drop(places[0] as number);
    expect(standBy.look(2_250)).toEqual([{ ...one, token: 2 }]);
  });

  it('lets go of a lease when its time is up', () => {
    const { standBy } = holding({ ...one, renewForMs: 600 }, two);
    expect(standBy.look(1_599)).toEqual([one, two]);
    expect(standBy.look(1_600)).toEqual([two]);
  });

  it('tries again soon after a failure', () => {
    const { standBy } = holding(one);
    standBy.look(1_450);
    standBy.failed(1_500);
    expect(standBy.lookAt).toBe(1_590);
    expect(standBy.look(1_590)).toEqual([one]);
    const slow = new StandByLeases(30_000, []);
    slow.failed(15_000);
    expect(slow.lookAt).toBe(16_000);
  });

  it('sees leases in memory that was added later', () => {
    const { table, standBy } = holding(one);
    const more = new LeaseTable(() => undefined);
    more.hold({ ...two, renewForMs: null }, 1_100);
    standBy.addMemory(more.memory[0] as SharedArrayBuffer);
    table.drop(0);
    expect(standBy.look(1_550)).toEqual([two]);
  });
});
