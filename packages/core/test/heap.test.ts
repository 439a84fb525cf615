import { describe, expect, it } from 'vitest';
import { Heap } from '../src/store/memory/heap.js';

interface Item {
  readonly rank: number;
}

const byRank = (a: Item, b: Item) => a.rank - b.rank;

/** A fixed sequence of numbers that looks random: a linear congruential generator with the constants of Numerical Recipes. */
function pseudoRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state % below;
  };
}

describe('Heap', () => {
  it('gives items back in order, whatever was added and taken from its middle before', () => {
    for (let seed = 1; seed <= 50; seed += 1) {
      const random = pseudoRandom(seed);
      const heap = new Heap<Item>(byRank);
      const inside: Item[] = [];
      for (let step = 0; step < 200; step += 1) {
        if (random(3) > 0 || inside.length === 0) {
          const item = { rank: random(40) };
          heap.add(item);
          inside.push(item);
        } else {
          const [removed] = inside.splice(random(inside.length), 1);
          expect(removed && heap.delete(removed)).toBe(true);
        }
        expect(heap.size).toBe(inside.length);
      }
      const popped = Array.from({ length: inside.length }, () => heap.pop()?.rank);
      expect(popped).toEqual(inside.sort(byRank).map(({ rank }) => rank));
      expect(heap.pop()).toBeUndefined();
    }
  });

  it('keeps its order while items mostly come in order, and its first ones mostly go', () => {
    for (let seed = 1; seed <= 50; seed += 1) {
      const random = pseudoRandom(seed);
      const heap = new Heap<Item>(byRank);
      let inside: Item[] = [];
      for (let step = 0; step < 400; step += 1) {
        if (random(2) === 0) {
          const item = { rank: random(50) === 0 ? random(step + 1) : step };
          heap.add(item);
          inside = [...inside, item].sort(byRank);
        } else {
          const removed = inside[random(50) === 0 ? random(inside.length || 1) : 0];
          expect(removed === undefined ? heap.pop() === undefined : heap.delete(removed)).toBe(true);
          inside = inside.filter((item) => item !== removed);
        }
        expect(heap.size).toBe(inside.length);
        expect(heap.peek()?.rank).toBe(inside[0]?.rank);
        expect(heap.first(3).map(({ rank }) => rank)).toEqual(inside.slice(0, 3).map(({ rank }) => rank));
      }
    }
  });

  it('counts the items before another', () => {
    const heap = new Heap<Item>(byRank);
    const items = [5, 1, 4, 1, 3].map((rank) => ({ rank }));
    for (const item of items) heap.add(item);
    expect(items.map((item) => heap.countBefore(item))).toEqual([4, 0, 3, 0, 2]);
  });

  it('knows what it does not hold', () => {
    const heap = new Heap<Item>(byRank);
    const item = { rank: 1 };
    expect(heap.delete(item)).toBe(false);
    heap.add(item);
    expect(heap.pop()).toBe(item);
    expect(heap.delete(item)).toBe(false);
    expect(heap.peek()).toBeUndefined();
  });
});
