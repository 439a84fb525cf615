import { describe, expect, it } from 'vitest';
import { RESTART_POLICY, Restarts, type InstanceEnd } from './restarts.js';

const end = (changes: Partial<InstanceEnd> = {}): InstanceEnd => ({
  started: true,
  ranMs: 1_000,
  code: 1,
  signal: null,
  ...changes,
});
const waits = (restarts: Restarts, ends: readonly InstanceEnd[]) => ends.map((one) => restarts.next(one));

describe('restarts', () => {
  it('wait longer each time, up to a bound, and less after a minute that went well', () => {
    const restarts = new Restarts(RESTART_POLICY, () => 1);
    const crashes = Array.from({ length: 7 }, () => end());
    expect(waits(restarts, crashes)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
    expect(waits(restarts, [end({ ranMs: 60_000 }), end({ ranMs: 59_999 })])).toEqual([1_000, 2_000]);
  });

  it('do not all come at the same moment', () => {
    expect(new Restarts(RESTART_POLICY, () => 0).next(end())).toBe(500);
  });

  it('end when so many starts in a row have failed', () => {
    const restarts = new Restarts({ ...RESTART_POLICY, backoff: () => 0 });
    const fails = end({ started: false });
    expect(waits(restarts, [fails, fails, fails, fails, end(), fails, fails, fails, fails, fails])).toEqual([
      ...Array.from({ length: 9 }, () => 0),
      null,
    ]);
    expect(restarts.failedStarts).toBe(5);
  });

  it('do not repeat what was typed or configured wrongly', () => {
    const restarts = new Restarts(RESTART_POLICY);
    expect(restarts.next(end({ code: 2 }))).not.toBeNull();
    expect(restarts.next(end({ started: false, code: 2 }))).toBeNull();
  });
});
