import { describe, expect, it } from 'vitest';
import { SortedIds } from '../src/store/memory/sorted-ids.js';

function filled(ids: readonly string[]): SortedIds {
  const sorted = new SortedIds();
  for (const id of ids) sorted.add(id);
  return sorted;
}

describe('SortedIds', () => {
  it('goes down from the highest, in whatever order ids came', () => {
    expect([...filled(['b', 'd', 'a', 'c']).descending()]).toEqual(['d', 'c', 'b', 'a']);
  });

  it('goes on below an id, also one that is gone or never was', () => {
    const ids = filled(['a', 'c', 'e']);
    ids.delete('c');
    expect([...ids.descending('e')]).toEqual(['a']);
    expect([...ids.descending('c')]).toEqual(['a']);
    expect([...ids.descending('d')]).toEqual(['a']);
    expect([...ids.descending('a')]).toEqual([]);
  });

  it('forgets removed ids, one by one and when it sweeps them out', () => {
    const all = Array.from({ length: 20 }, (_, index) => String.fromCharCode(97 + index));
    const ids = filled(all);
    for (const [index, id] of all.entries()) {
      ids.delete(id);
      expect([...ids.descending()]).toEqual(all.slice(index + 1).reverse());
    }
    ids.add('a');
    expect([...ids.descending()]).toEqual(['a']);
  });
});
