import { ThreadRenewal, threadEntry } from '@nightshift/core/threads';
import { once } from 'node:events';
import { BroadcastChannel } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import type { HeldLease, Lease } from '@nightshift/core';
import { LeaseSlots } from '../src/threads/lease-slots.js';
import { startThread } from '../src/threads/start-thread.js';

const LEASE_MS = 300;
const FILLED = 8;
const READ = 20_000;
// It is over long before; should the thread not come, this ends.
const MOST_WRITTEN = 30_000_000;

function leaseOf(index: number): HeldLease {
  return { runId: `01999999-0000-7000-8000-${String(index).padStart(12, '0')}`, token: index, renewForMs: null };
}

const plain = ({ runId, token }: Lease): Lease => ({ runId, token });

describe('the thread that renews', () => {
  const ends: (() => unknown)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
  });

  /** A renewal whose first threads end as soon as they renew, and what its threads renew. */
  function renewal({ doomed = 0 } = {}) {
    const name = crypto.randomUUID();
    const channel = new BroadcastChannel(name);
    ends.push(() => channel.close());
    let started = 0;
    const made = new ThreadRenewal({
      entry: threadEntry(import.meta.url, './fixtures/noting-renewal-thread'),
      clock: null,
      start: () => ({ workerData: { channel: name, isDoomed: started++ < doomed } }),
    });
    ends.push(() => made.close());
    /** Waits until one round trip has renewed all of these, and answers with the last that were renewed. */
    const renewed = (...wanted: readonly HeldLease[]): Promise<readonly Lease[]> =>
      new Promise((resolve) => {
        channel.onmessage = (event): void => {
          const leases = (event as { readonly data: readonly Lease[] }).data;
          const tokens = new Set(leases.map(({ token }) => token));
          if (wanted.every(({ token }) => tokens.has(token))) resolve(leases);
        };
      });
    return { made, renewed };
  }

  it('renews all of more leases than it was given memory for at first', async () => {
    const { made, renewed } = renewal();
    const standBy = made.standBy({ leaseMs: LEASE_MS, onError: () => undefined });
    const leases = Array.from({ length: 2 * LeaseSlots.COUNT + 1 }, (_, index) => leaseOf(index + 1));
    for (const lease of leases) standBy.hold(lease);
    expect(await renewed(...leases)).toEqual(leases.map(plain));
  });

  it('renews what a worker holds, and neither what is over nor, with it, what others hold', async () => {
    const { made, renewed } = renewal();
    const [one, two] = [1, 2].map(() => made.standBy({ leaseMs: LEASE_MS, onError: () => undefined }));
    const place = one!.hold(leaseOf(1));
    one!.hold(leaseOf(2));
    two!.hold(leaseOf(3));
    expect(await renewed(leaseOf(1), leaseOf(2))).toEqual([leaseOf(1), leaseOf(2)].map(plain));
    one!.drop(place);
    one!.hold(leaseOf(4));
    expect(await renewed(leaseOf(4))).toEqual([leaseOf(4), leaseOf(2)].map(plain));
  });

  it('is started anew by the next worker after it was lost, for those too that held leases before', async () => {
    const { made, renewed } = renewal({ doomed: 1 });
    const lost = new Promise((resolve) => {
      made.standBy({ leaseMs: LEASE_MS, onError: resolve }).hold(leaseOf(1));
    });
    expect(await lost).toMatchObject({ message: 'doomed' });
    made.standBy({ leaseMs: 100 * LEASE_MS, onError: () => undefined }).hold(leaseOf(2));
    expect(await renewed(leaseOf(1))).toEqual([leaseOf(1)].map(plain));
  });
});

it('reads leases whole while the host fills and frees their slots', async () => {
  const slots = new LeaseSlots();
  const over = new SharedArrayBuffer(4);
  const thread = startThread(threadEntry(import.meta.url, './fixtures/lease-reading-thread'), {
    workerData: { memory: slots.memory, over, count: READ },
  });
  const told = once(thread, 'message');
  await once(thread, 'online');
  const isOver = new Int32Array(over);
  for (let index = 0; index < MOST_WRITTEN && Atomics.load(isOver, 0) === 0; index += 1) {
    // Both words of a number differ from one to the next.
    const own = (index * 7_919_000_003) % 900_000_000_000;
    if (index >= FILLED) slots.clear(index % FILLED);
    slots.write(index % FILLED, { ...leaseOf(own), renewForMs: own }, own);
  }
  const [{ met, torn }] = (await told) as [{ readonly met: number; readonly torn: unknown[] }];
  expect([met >= READ, torn]).toEqual([true, []]);
});
