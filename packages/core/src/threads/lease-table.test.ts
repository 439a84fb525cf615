import { describe, expect, it } from 'vitest';
import { LeaseSlots } from './lease-slots.js';
import { LeaseTable } from './lease-table.js';

function leaseOf(index: number) {
  return { runId: `01999999-0000-7000-8000-${String(index).padStart(12, '0')}`, token: index, renewForMs: null };
}

/** A table, and what a thread reads in the memory that it was given. */
function seen() {
  const added: SharedArrayBuffer[] = [];
  const table = new LeaseTable((memory) => added.push(memory));
  const first = [...table.memory];
  const read = () => [...first, ...added].flatMap((memory) => new LeaseSlots(memory).read());
  return { table, added, read };
}

describe('LeaseTable', () => {
  it.each([
    ['01999999-0000-7000-8000-00000000000a', 1, null],
    ['01999999-0000-7000-8000-00000000000A', 2 ** 31 + 5, 0.5],
    ['short', Number.MAX_SAFE_INTEGER, 2 ** 40],
  ])('shows %s as it is', (runId, token, renewForMs) => {
    const { table, read } = seen();
    table.hold({ runId, token, renewForMs }, 5_000_000_000.7);
    const until = renewForMs === null ? Number.POSITIVE_INFINITY : 5_000_000_000.7 + renewForMs;
    expect(read()).toEqual([{ runId, token, since: 5_000_000_000.7, until }]);
  });

  it.each(['01999999-0000-7000-8000-00000000000ab', 'nächtlich'])('refuses %s as an id, and goes on', (runId) => {
    const { table, read } = seen();
    expect(() => table.hold({ runId, token: 1, renewForMs: null }, 0)).toThrow(
      `Expected the id of a run to be a UUID; received "${runId}"`,
    );
    expect(read()).toEqual([]);
    const { runId: good } = leaseOf(1);
    table.hold(leaseOf(1), 0);
    expect(read().map((lease) => lease.runId)).toEqual([good]);
  });

  it('grows by a piece that is told before it is used, and has room again for what came after what has gone', () => {
    const { table, added, read } = seen();
    const count = 2 * LeaseSlots.COUNT + 1;
    const places = Array.from({ length: count }, (_, index) => table.hold(leaseOf(index), 0));
    expect(new Set(places).size).toBe(count);
    expect(added).toHaveLength(2);
    expect(read().map(({ token }) => token)).toEqual(Array.from({ length: count }, (_, index) => index));
    for (const place of places) table.drop(place);
    expect(read()).toEqual([]);
    for (let index = 0; index < count; index += 1) table.hold(leaseOf(index), 0);
    expect(added).toHaveLength(2);
    expect(read()).toHaveLength(count);
  });
});
