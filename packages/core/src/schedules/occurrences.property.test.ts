import fc from 'fast-check';
import { CronExpressionParser } from 'cron-parser';
import { expect, it } from 'vitest';
import { Occurrences } from './occurrences.js';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Weeks in which the clocks of a zone change, and one zone whose clocks never do. */
const WEEKS = [
  ['Europe/Berlin', '2026-03-26'],
  ['Europe/Berlin', '2026-10-22'],
  ['America/New_York', '2026-03-05'],
  ['America/New_York', '2026-10-29'],
  ['Australia/Lord_Howe', '2026-04-02'],
  ['Australia/Lord_Howe', '2026-10-01'],
  ['America/Sao_Paulo', '2018-11-01'],
  ['America/Sao_Paulo', '2018-02-15'],
  ['Pacific/Apia', '2011-12-28'],
  ['Asia/Kolkata', '2026-03-26'],
] as const;

const values = (from: number, to: number, most: number) =>
  fc.uniqueArray(fc.integer({ min: from, max: to }), { minLength: 1, maxLength: most });

const rules = fc.record({
  week: fc.constantFrom(...WEEKS),
  minutes: values(0, 59, 4),
  hours: fc.option(values(0, 23, 6)),
  days: fc.option(values(1, 31, 8)),
  weekdays: fc.option(values(0, 6, 3)),
});

type Rule = typeof rules extends fc.Arbitrary<infer Value> ? Value : never;

it('occurrences are what a scan of every minute finds', () => {
  fc.assert(
    fc.property(rules, (rule) => {
      const [timeZone, day] = rule.week;
      const from = new Date(`${day}T00:00:00Z`);
      const until = new Date(from.getTime() + 5 * DAY_MS);
      const occurrences = new Occurrences({ cron: cronOf(rule), timeZone });
      const found = walk(occurrences, from, until);
      expect(found.map((date) => date.toISOString())).toEqual(scan(rule, { from, until }));
      expect(occurrences.count(from, until)).toBe(found.length);
      expect(occurrences.latest(3, { after: from, until })).toEqual(found.slice(-3));
    }),
    { numRuns: 150 },
  );
});

it('where no clock changes, occurrences are those of the parser', () => {
  const seconds = values(0, 59, 3);
  fc.assert(
    fc.property(rules, seconds, fc.integer({ min: 0, max: 4_000 }), (rule, second, days) => {
      const cron = `${second.join()} ${cronOf(rule)}`;
      const from = new Date(days * DAY_MS + 12_345_678);
      const parsed = CronExpressionParser.parse(cron, { tz: 'UTC', currentDate: from });
      const occurrences = new Occurrences({ cron, timeZone: 'UTC' });
      let at = from;
      for (let index = 0; index < 5; index += 1) {
        at = occurrences.next(at);
        expect(at).toEqual(parsed.next().toDate());
      }
    }),
    { numRuns: 100 },
  );
});

it('counting and going through them agree, from any moment to any other', () => {
  const moments = fc.integer({ min: 0, max: 5 * DAY_MS });
  fc.assert(
    fc.property(rules, moments, moments, (rule, first, second) => {
      const start = new Date(`${rule.week[1]}T00:00:00Z`).getTime();
      const [from, until] = [start + Math.min(first, second), start + Math.max(first, second)].map(
        (ms) => new Date(ms),
      );
      if (from === undefined || until === undefined) return;
      const occurrences = new Occurrences({ cron: cronOf(rule), timeZone: rule.week[0] });
      const found = walk(occurrences, from, until);
      expect(occurrences.count(from, until)).toBe(found.length);
      expect(occurrences.latest(100, { after: from, until })).toEqual(found.slice(-100));
    }),
    { numRuns: 150 },
  );
});

function walk(occurrences: Occurrences, from: Date, until: Date): Date[] {
  const found: Date[] = [];
  for (let at = occurrences.next(from); at <= until; at = occurrences.next(at)) {
    expect(at.getTime()).toBeGreaterThan(found.at(-1)?.getTime() ?? from.getTime());
    found.push(at);
  }
  return found;
}

function cronOf({ minutes, hours, days, weekdays }: Rule): string {
  return [minutes.join(), hours?.join() ?? '*', days?.join() ?? '*', '*', weekdays?.join() ?? '*'].join(' ');
}

/** Reads the clock at every minute, as somebody who stands before it would. */
function scan(rule: Rule, { from, until }: { readonly from: Date; readonly until: Date }): string[] {
  const clock = new Intl.DateTimeFormat('sv-SE', {
    timeZone: rule.week[0],
    dateStyle: 'short',
    timeStyle: 'short',
  });
  const read = (time: number): number => Date.parse(`${clock.format(time).replace(' ', 'T')}Z`);
  const found = new Set<number>();
  let latestShown = read(from.getTime() - DAY_MS);
  for (let time = from.getTime() - DAY_MS; time <= until.getTime(); time += MINUTE_MS) {
    const shown = read(time);
    const skipped = range(latestShown + MINUTE_MS, shown).some((wall) => matches(rule, wall));
    const isNew = shown > latestShown || time === from.getTime() - DAY_MS;
    const occurs = rule.hours === null ? matches(rule, shown) : skipped || (isNew && matches(rule, shown));
    if (occurs && time > from.getTime()) found.add(time);
    latestShown = Math.max(latestShown, shown);
  }
  return [...found].map((time) => new Date(time).toISOString());
}

function range(from: number, until: number): number[] {
  return Array.from({ length: Math.max(0, (until - from) / MINUTE_MS) }, (_, index) => from + index * MINUTE_MS);
}

function matches({ minutes, hours, days, weekdays }: Rule, wall: number): boolean {
  const date = new Date(wall);
  if (!minutes.includes(date.getUTCMinutes()) || !(hours?.includes(date.getUTCHours()) ?? true)) return false;
  const [ofMonth, ofWeek] = [days?.includes(date.getUTCDate()), weekdays?.includes(date.getUTCDay())];
  return ofMonth === undefined ? (ofWeek ?? true) : ofMonth || (ofWeek ?? false);
}
