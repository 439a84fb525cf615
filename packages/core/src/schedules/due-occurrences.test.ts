import { describe, expect, it } from 'vitest';
import type { ScheduleRecord } from '../store/schedules.js';
import { dueOccurrences } from './due-occurrences.js';

const MINUTE = 60_000;

/** An hourly schedule whose occurrence at ten is the next. */
function hourly(changes: Partial<ScheduleRecord> = {}): ScheduleRecord {
  return {
    name: 'hourly',
    job: 'hourly',
    cron: '0 * * * *',
    timeZone: 'UTC',
    input: {},
    version: 1,
    origin: 'code',
    missed: 'once',
    missedCap: 100,
    graceMs: MINUTE,
    overlap: 'queue',
    nextAt: at('10:00'),
    lastAt: null,
    lastRunId: null,
    pausedAt: null,
    pausedBy: null,
    ...changes,
  };
}

function at(time: string): Date {
  return new Date(`2026-01-01T${time}Z`);
}

/** What was made, as times of the day. */
function made(changes: Partial<ScheduleRecord>, now: string): string[] {
  return dueOccurrences(hourly(changes), at(now)).made.map((date) => date.toISOString().slice(11, 16));
}

describe('due occurrences', () => {
  it('are one that came on time, whatever the policy', () => {
    for (const missed of ['skip', 'once', 'all'] as const) {
      expect(dueOccurrences(hourly({ missed }), at('10:00'))).toEqual({
        made: [at('10:00')],
        due: 1,
        missed: 0,
        first: at('10:00'),
        last: at('10:00'),
        next: at('11:00'),
      });
      expect(made({ missed }, '10:01')).toEqual(['10:00']);
    }
  });

  it('are missed when they are late by more than the grace', () => {
    expect(dueOccurrences(hourly(), at('10:01:00.000')).missed).toBe(0);
    expect(dueOccurrences(hourly(), at('10:01:00.001')).missed).toBe(1);
    expect(dueOccurrences(hourly({ graceMs: 0 }), at('10:00:00.000')).missed).toBe(0);
    expect(dueOccurrences(hourly({ graceMs: 90 * MINUTE }), at('12:15')).missed).toBe(1);
  });

  it('with `skip` are forgotten when they were missed', () => {
    expect(made({ missed: 'skip' }, '10:30')).toEqual([]);
    expect(made({ missed: 'skip' }, '13:30')).toEqual([]);
    expect(made({ missed: 'skip' }, '13:00')).toEqual(['13:00']);
  });

  it('with `once` become one run, for the latest', () => {
    expect(made({ missed: 'once' }, '10:30')).toEqual(['10:00']);
    expect(made({ missed: 'once' }, '13:30')).toEqual(['13:00']);
    // The one on time stands for those before it.
    expect(made({ missed: 'once' }, '13:00')).toEqual(['13:00']);
  });

  it('with `all` become a run each, up to the cap', () => {
    expect(made({ missed: 'all' }, '13:30')).toEqual(['10:00', '11:00', '12:00', '13:00']);
    expect(made({ missed: 'all', missedCap: 2 }, '13:30')).toEqual(['12:00', '13:00']);
  });

  it('that are only late make a run each with every policy, up to the cap', () => {
    for (const missed of ['skip', 'once', 'all'] as const) {
      const secondly = { cron: '* * * * * *', missed };
      expect(dueOccurrences(hourly(secondly), at('10:00:04')).made).toHaveLength(5);
      expect(dueOccurrences(hourly({ ...secondly, missedCap: 3 }), at('10:00:04')).made).toEqual([
        at('10:00:02'),
        at('10:00:03'),
        at('10:00:04'),
      ]);
    }
  });

  it('become one run at most where runs do not overlap', () => {
    for (const overlap of ['skip', 'replace'] as const) {
      expect(made({ missed: 'all', overlap }, '13:30')).toEqual(['13:00']);
      expect(made({ missed: 'skip', overlap }, '13:30')).toEqual([]);
    }
  });

  it('are counted, and not gone through, however long nobody was there', () => {
    const secondly = hourly({ cron: '* * * * * *', missed: 'all', nextAt: new Date('2006-01-01T00:00:00Z') });
    const { made: dates, due, next } = dueOccurrences(secondly, at('00:00'));
    expect(dates).toHaveLength(100);
    expect([dates.at(-1), due, next]).toEqual([at('00:00'), 7_305 * 86_400 + 1, at('00:00:01')]);
  });

  it('begin with the stored one, also when the rule would put it elsewhere by now', () => {
    const moved = dueOccurrences(hourly({ nextAt: at('10:20'), missed: 'all' }), at('11:10'));
    expect(moved).toMatchObject({ made: [at('10:20'), at('11:00')], due: 2, next: at('12:00') });
    expect(made({ nextAt: at('10:20') }, '10:20')).toEqual(['10:20']);
  });
});
