import { describe, expect, it } from 'vitest';
import { Prefetch } from './prefetch.js';

function measured({
  endsPerMs,
  claimMs,
  neighbours = 100,
}: {
  endsPerMs: number;
  claimMs: number;
  neighbours?: number;
}) {
  let now = 0;
  const prefetch = new Prefetch(neighbours, () => now);
  for (let claim = 0; claim < 30; claim += 1) {
    now += 100;
    for (let ended = 0; ended < endsPerMs * 100; ended += 1) prefetch.ended();
    prefetch.claimed(claimMs);
  }
  return { prefetch, pass: (ms: number) => (now += ms) };
}

describe('Prefetch', () => {
  it('is nothing before anything is known', () => {
    expect(new Prefetch(100, () => 0).size).toBe(0);
  });

  it('is what begins during a claim, and half as much again', () => {
    expect(measured({ endsPerMs: 10, claimMs: 4 }).prefetch.size).toBeCloseTo(60, -1);
  });

  it('is nothing where a handler takes longer than many claims', () => {
    expect(measured({ endsPerMs: 0.02, claimMs: 4 }).prefetch.size).toBe(0);
  });

  it('is bounded by the slots', () => {
    expect(measured({ endsPerMs: 1_000, claimMs: 50 }).prefetch.size).toBe(400);
    expect(measured({ endsPerMs: 1_000, claimMs: 50, neighbours: 0 }).prefetch.size).toBe(0);
  });

  it('falls when handlers become long', () => {
    const { prefetch, pass } = measured({ endsPerMs: 10, claimMs: 4 });
    for (let claim = 0; claim < 10; claim += 1) {
      pass(1_000);
      prefetch.claimed(4);
    }
    expect(prefetch.size).toBe(0);
  });
});
