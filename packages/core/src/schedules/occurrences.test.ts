import { describe, expect, it } from 'vitest';
import { Occurrences } from './occurrences.js';

/** The first occurrences after a moment, as text in UTC. */
function after([cron, timeZone]: readonly [string, string], from: string, count = 3): string[] {
  const occurrences = new Occurrences({ cron, timeZone });
  const found: string[] = [];
  let at = new Date(from);
  while (found.length < count) found.push((at = occurrences.next(at)).toISOString().replace(/:00\.000Z$/, 'Z'));
  return found;
}

describe('an expression', () => {
  it('is read in its time zone', () => {
    expect(after(['0 2 * * *', 'UTC'], '2026-01-01T00:00Z', 2)).toEqual(['2026-01-01T02:00Z', '2026-01-02T02:00Z']);
    expect(after(['0 2 * * *', 'Asia/Kolkata'], '2026-01-01T00:00Z', 1)).toEqual(['2026-01-01T20:30Z']);
    expect(after(['*/30 * * * * *', 'UTC'], '2026-01-01T00:00Z', 2)).toEqual([
      '2026-01-01T00:00:30.000Z',
      '2026-01-01T00:01Z',
    ]);
  });

  it('occurs after a moment, and not at it', () => {
    expect(after(['0 2 * * *', 'UTC'], '2026-01-01T02:00Z', 1)).toEqual(['2026-01-02T02:00Z']);
    expect(after(['0 2 * * *', 'UTC'], '2026-01-01T01:59:59.999Z', 1)).toEqual(['2026-01-01T02:00Z']);
  });

  it('skips months that are too short for its day', () => {
    expect(after(['0 0 31 * *', 'UTC'], '2026-02-01T00:00Z')).toEqual([
      '2026-03-31T00:00Z',
      '2026-05-31T00:00Z',
      '2026-07-31T00:00Z',
    ]);
    expect(after(['0 0 29 2 *', 'UTC'], '2026-01-01T00:00Z')).toEqual([
      '2028-02-29T00:00Z',
      '2032-02-29T00:00Z',
      '2036-02-29T00:00Z',
    ]);
    expect(after(['0 0 L * *', 'UTC'], '2028-01-01T00:00Z', 2)).toEqual(['2028-01-31T00:00Z', '2028-02-29T00:00Z']);
  });

  it('with a day of the month and a day of the week occurs on either', () => {
    // Monday is the 5th, 12th and 19th; the 15th is a Thursday.
    expect(after(['0 0 1,15 * mon', 'UTC'], '2026-01-02T00:00Z', 4)).toEqual([
      '2026-01-05T00:00Z',
      '2026-01-12T00:00Z',
      '2026-01-15T00:00Z',
      '2026-01-19T00:00Z',
    ]);
  });

  it('counts the weekdays of a month, from either end', () => {
    expect(after(['0 0 * * fri#2', 'UTC'], '2026-01-01T00:00Z', 2)).toEqual(['2026-01-09T00:00Z', '2026-02-13T00:00Z']);
    expect(after(['0 0 * * 5L', 'UTC'], '2026-01-01T00:00Z', 2)).toEqual(['2026-01-30T00:00Z', '2026-02-27T00:00Z']);
    expect(after(['0 0 * * 7', 'UTC'], '2026-01-01T00:00Z', 1)).toEqual(['2026-01-04T00:00Z']);
  });

  it('may wait for decades', () => {
    // A leap day on a Monday, with the century that is no leap year between.
    expect(after(['0 0 * 2 mon#5', 'Asia/Kolkata'], '2073-01-01T00:00Z', 1)).toEqual(['2112-02-28T18:30Z']);
  });
});

describe('a wall time that is skipped', () => {
  it.each<[readonly [string, string], string, string[]]>([
    // Berlin, 29 March 2026: 02:00 becomes 03:00.
    [['30 2 * * *', 'Europe/Berlin'], '2026-03-28T12:00Z', ['2026-03-29T01:00Z', '2026-03-30T00:30Z']],
    // New York, 8 March 2026: 02:00 becomes 03:00.
    [['15 2 * * *', 'America/New_York'], '2026-03-07T12:00Z', ['2026-03-08T07:00Z', '2026-03-09T06:15Z']],
    // Lord Howe, 4 October 2026: 02:00 becomes 02:30.
    [['15 2 * * *', 'Australia/Lord_Howe'], '2026-10-03T12:00Z', ['2026-10-03T15:30Z', '2026-10-04T15:15Z']],
    // Sao Paulo, 4 November 2018: midnight becomes 01:00.
    [['0 0 * * *', 'America/Sao_Paulo'], '2018-11-03T12:00Z', ['2018-11-04T03:00Z', '2018-11-05T02:00Z']],
    // Apia went without 30 December 2011: the 31st began at once.
    [['0 9 * * *', 'Pacific/Apia'], '2011-12-30T00:00Z', ['2011-12-30T10:00Z', '2011-12-30T19:00Z']],
  ])('%s occurs once, at the jump', (rule, from, expected) => {
    expect(after(rule, from, 2)).toEqual(expected);
  });

  it('is one occurrence with all the others that are skipped, and with one at the jump', () => {
    expect(after(['*/10 2,3 * * *', 'Europe/Berlin'], '2026-03-28T12:00Z', 2)).toEqual([
      '2026-03-29T01:00Z',
      '2026-03-29T01:10Z',
    ]);
    expect(after(['*/10 2 * * *', 'Europe/Berlin'], '2026-03-28T12:00Z', 2)).toEqual([
      '2026-03-29T01:00Z',
      '2026-03-30T00:00Z',
    ]);
  });
});

describe('a wall time that comes twice', () => {
  it.each<[readonly [string, string], string, string[]]>([
    // Berlin, 25 October 2026: 03:00 becomes 02:00.
    [['30 2 * * *', 'Europe/Berlin'], '2026-10-24T12:00Z', ['2026-10-25T00:30Z', '2026-10-26T01:30Z']],
    // New York, 1 November 2026: 02:00 becomes 01:00.
    [['30 1 * * *', 'America/New_York'], '2026-10-31T12:00Z', ['2026-11-01T05:30Z', '2026-11-02T06:30Z']],
    // Lord Howe, 5 April 2026: 02:00 becomes 01:30.
    [['45 1 * * *', 'Australia/Lord_Howe'], '2026-04-04T12:00Z', ['2026-04-04T14:45Z', '2026-04-05T15:15Z']],
    // Sao Paulo, 18 February 2018: midnight became 23:00 of the day before.
    [['30 23 * * *', 'America/Sao_Paulo'], '2018-02-17T12:00Z', ['2018-02-18T01:30Z', '2018-02-19T02:30Z']],
  ])('%s occurs once, the first time', (rule, from, expected) => {
    expect(after(rule, from, 2)).toEqual(expected);
  });

  it('does not occur the second time when it is asked for in between', () => {
    expect(after(['45 2 * * *', 'Europe/Berlin'], '2026-10-25T01:15Z', 1)).toEqual(['2026-10-26T01:45Z']);
  });
});

describe('an expression for every hour', () => {
  it('keeps real time through a jump', () => {
    expect(after(['30 * * * *', 'Europe/Berlin'], '2026-03-29T00:00Z')).toEqual([
      '2026-03-29T00:30Z',
      '2026-03-29T01:30Z',
      '2026-03-29T02:30Z',
    ]);
    expect(after(['30 * * * *', 'Europe/Berlin'], '2026-10-24T23:00Z', 4)).toEqual([
      '2026-10-24T23:30Z',
      '2026-10-25T00:30Z',
      '2026-10-25T01:30Z',
      '2026-10-25T02:30Z',
    ]);
  });

  it('occurs when the clock shows a matching time, also where it moves by half an hour', () => {
    expect(after(['*/15 * * * *', 'Australia/Lord_Howe'], '2026-04-04T14:40Z', 4)).toEqual([
      '2026-04-04T14:45Z',
      '2026-04-04T15:00Z',
      '2026-04-04T15:15Z',
      '2026-04-04T15:30Z',
    ]);
    expect(after(['0 * * * *', 'Australia/Lord_Howe'], '2026-04-04T13:30Z', 3)).toEqual([
      '2026-04-04T14:00Z',
      '2026-04-04T15:30Z',
      '2026-04-04T16:30Z',
    ]);
  });
});

describe('what was missed', () => {
  const year = { after: new Date('2025-03-01T00:00:00Z'), until: new Date('2026-03-01T00:00:00Z') };

  it('is counted without going through it', () => {
    expect(new Occurrences({ cron: '* * * * * *', timeZone: 'UTC' }).count(year.after, year.until)).toBe(31_536_000);
    expect(new Occurrences({ cron: '0 2 * * *', timeZone: 'America/New_York' }).count(year.after, year.until)).toBe(
      365,
    );
  });

  it('ends with the latest', () => {
    const seconds = new Occurrences({ cron: '* * * * * *', timeZone: 'Europe/Berlin' }).latest(2, year);
    expect(seconds).toEqual([new Date('2026-02-28T23:59:59Z'), year.until]);
    const yearly = new Occurrences({ cron: '0 0 1 1 *', timeZone: 'UTC' });
    expect(yearly.latest(5, year)).toEqual([new Date('2026-01-01T00:00:00Z')]);
    expect(yearly.latest(5, { ...year, after: new Date('2026-01-01T00:00:00Z') })).toEqual([]);
  });
});
