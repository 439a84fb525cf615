import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineJob, inputJsonSchema, toMilliseconds } from '@nightshift/core';

const run = () => null;

describe('defineJob', () => {
  it('refuses names that are not lower-case words joined by hyphens', () => {
    for (const name of ['', 'Match', 'match_scores', '-a', 'a--b', 'a b', '__proto__', 'x'.repeat(101)]) {
      expect(() => defineJob({ name, description: 'd', run }), name).toThrow("Expected a job's name");
    }
    expect(() => defineJob({ name: 'x'.repeat(10_000), description: 'd', run })).toThrow('(10000 characters)');
  });

  it('refuses bad retries, priorities, durations and schedules, saying what it expected', () => {
    const make = (extra: object) => () => defineJob({ name: 'a', description: 'd', run, ...extra });
    expect(make({ retry: { attempts: 0 } })).toThrow('Expected retry.attempts of job "a"');
    expect(make({ priority: 101 })).toThrow('from -100 to 100; received 101');
    expect(make({ timeout: 'soon' })).toThrow('Expected timeout to be milliseconds');
    expect(make({ schedule: { cron: 'at noon' } })).toThrow('has a schedule that is not cron');
    expect(make({ schedule: { cron: '0 2 * * *', timeZone: 'Mars/Olympus' } })).toThrow('unknown time zone');
  });

  it('is frozen, and tells its input as JSON Schema', () => {
    const job = defineJob({
      name: 'a',
      description: 'd',
      input: z.object({ userId: z.coerce.number().int().optional(), when: z.date().optional() }),
      run,
    });
    expect(Object.isFrozen(job)).toBe(true);
    expect(inputJsonSchema(job.input)?.properties?.userId?.type).toBe('integer');
    expect(inputJsonSchema(job.input)?.properties?.when).toEqual({});
    expect(inputJsonSchema(defineJob({ name: 'b', description: 'd', run }).input)?.properties).toEqual({});
  });
});

describe('durations', () => {
  it('reads milliseconds and units', () => {
    expect([toMilliseconds(5), toMilliseconds('250ms'), toMilliseconds('1.5h'), toMilliseconds('7d')]).toEqual([
      5, 250, 5_400_000, 604_800_000,
    ]);
  });

  it('refuses what is not a duration', () => {
    for (const bad of [-1, Number.NaN, Number.POSITIVE_INFINITY, '5', '5 m', '-1s', 'm', null]) {
      expect(() => toMilliseconds(bad as never), String(bad)).toThrow('Expected duration');
    }
  });
});
