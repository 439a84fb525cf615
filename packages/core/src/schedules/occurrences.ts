import { CronCalendar } from './cron-calendar.js';
import { TimeZone, type OffsetPeriod } from './time-zone.js';

const SECOND_MS = 1_000;
/** The calendar repeats itself within it, the fifth Monday of February included. */
const HORIZON_MS = 50 * 366 * 86_400_000;

/** A rule as the engine reads it: a cron expression in a time zone. */
export interface CronRule {
  readonly cron: string;
  readonly timeZone: string;
}

/**
 * The occurrences of a rule: whole seconds, each once, in order.
 *
 * - An expression for certain hours names wall times. One that daylight saving skips occurs at the moment the clock jumps,
 *   together with whatever else was skipped; one that the clock shows twice occurs the first time.
 * - An expression for every hour states an interval. It occurs whenever the clock shows a matching time: in an hour that
 *   comes twice, both times.
 *
 * What was missed is counted by the day and not one by one, so that years of seconds cost no more than years of days.
 */
export class Occurrences {
  readonly #calendar: CronCalendar;
  readonly #zone: TimeZone;

  /** @throws Error for a bad expression. @throws RangeError for an unknown time zone. */
  constructor(rule: CronRule) {
    this.#zone = new TimeZone(rule.timeZone);
    this.#calendar = new CronCalendar(rule.cron);
  }

  /**
   * The first occurrence after a moment.
   *
   * @throws Error when there is none within 50 years.
   */
  next(after: Date): Date {
    const from = after.getTime() + 1;
    for (let time = from; time < from + HORIZON_MS;) {
      const period = this.#zone.periodAt(time);
      const found = this.#firstOf(period, time);
      if (found !== null) return new Date(found);
      time = period.end;
    }
    throw new Error('it names no day of any year');
  }

  /** How many occurrences are after one moment and not after another. */
  count(after: Date, until: Date): number {
    let count = 0;
    const end = until.getTime() + 1;
    for (let time = after.getTime() + 1; time < end;) {
      const period = this.#zone.periodAt(time);
      count += this.#countOf(period, time, Math.min(period.end, end));
      time = period.end;
    }
    return count;
  }

  /** The latest occurrences, `most` of them or fewer, that are after one moment and not after another. Oldest first. */
  latest(most: number, span: { readonly after: Date; readonly until: Date }): Date[] {
    const count = Math.min(most, this.count(span.after, span.until));
    let at = count < most ? span.after : this.#beforeLatest(count, span);
    return Array.from({ length: count }, () => (at = this.next(at)));
  }

  /** The latest moment that so many occurrences follow. */
  #beforeLatest(count: number, { after, until }: { readonly after: Date; readonly until: Date }): Date {
    let [low, high] = [after.getTime(), until.getTime()];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (this.count(new Date(middle), until) >= count) low = middle;
      else high = middle;
    }
    return new Date(low);
  }

  /** The first occurrence of a period that is not before `from`. */
  #firstOf(period: OffsetPeriod, from: number): number | null {
    if (from <= period.start && this.#skips(period)) return period.start;
    const { offset, end } = period;
    const wall = this.#calendar.first(Math.max(from + offset, this.#newWallTime(period)), end + offset);
    return wall === null ? null : wall - offset;
  }

  #countOf(period: OffsetPeriod, from: number, until: number): number {
    const { start, offset } = period;
    const count = this.#calendar.count(Math.max(from + offset, this.#newWallTime(period)), until + offset);
    const landsOnOne = this.#calendar.first(start + offset, start + offset + SECOND_MS) !== null;
    return from <= start && this.#skips(period) && !landsOnOne ? count + 1 : count;
  }

  /** Whether the jump that begins a period leaves out a wall time of the rule. */
  #skips({ start, offset, before }: OffsetPeriod): boolean {
    if (this.#calendar.everyHour || offset <= before) return false;
    return this.#calendar.first(start + before, start + offset) !== null;
  }

  /** From where on the period shows wall times that count: those that the period before has shown do not count again. */
  #newWallTime({ start, offset, before }: OffsetPeriod): number {
    return this.#calendar.everyHour ? start + offset : start + Math.max(offset, before);
  }
}
