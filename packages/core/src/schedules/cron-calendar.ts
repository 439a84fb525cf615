import { CronExpressionParser, type CronFieldCollection } from 'cron-parser';

const SECOND_MS = 1_000;
const DAY_MS = 86_400_000;
const LONGEST_EXPRESSION = 200;
/** The largest step that means anything, from seconds to days of the week. */
const LARGEST_STEPS = [59, 59, 23, 31, 12, 7];

/**
 * The wall times that a cron expression names, in no time zone yet: a wall time is the milliseconds of the moment at which a
 * clock in UTC shows it.
 */
export class CronCalendar {
  readonly #seconds: readonly number[];
  readonly #minutes: readonly number[];
  readonly #hours: readonly number[];
  readonly #fields: CronFieldCollection;

  /** @throws Error with what is wrong in the expression. */
  constructor(expression: string) {
    this.#fields = parse(expression);
    this.#seconds = this.#fields.second.values;
    this.#minutes = this.#fields.minute.values;
    this.#hours = this.#fields.hour.values;
  }

  /** Whether the expression holds in every hour: it then states an interval rather than times of the day. */
  get everyHour(): boolean {
    return this.#hours.length === 24;
  }

  /** The first wall time of [from, until), or null. Costs one look per day, however many times a day has. */
  first(from: number, until: number): number | null {
    let day = Math.floor(from / DAY_MS);
    let second = Math.ceil((from - day * DAY_MS) / SECOND_MS);
    for (; day * DAY_MS < until; day += 1, second = 0) {
      const time = this.#hasDay(day) ? this.#timeFrom(second) : null;
      if (time === null) continue;
      const at = day * DAY_MS + time * SECOND_MS;
      return at < until ? at : null;
    }
    return null;
  }

  /** How many wall times [from, until) has, at the cost of {@link first}. */
  count(from: number, until: number): number {
    let count = 0;
    for (let day = Math.floor(from / DAY_MS); day * DAY_MS < until; day += 1) {
      if (!this.#hasDay(day)) continue;
      const secondOf = (time: number): number => Math.ceil((time - day * DAY_MS) / SECOND_MS);
      count += this.#timesBefore(secondOf(Math.min(until, (day + 1) * DAY_MS)));
      count -= this.#timesBefore(secondOf(Math.max(from, day * DAY_MS)));
    }
    return count;
  }

  /** The first time of the day that is not before a second of the day. */
  #timeFrom(second: number): number | null {
    const [h, m, s] = [Math.floor(second / 3_600), Math.floor(second / 60) % 60, second % 60];
    const [firstMinute = 0] = this.#minutes;
    const [firstSecond = 0] = this.#seconds;
    for (const hour of this.#hours.filter((value) => value >= h)) {
      if (hour > h) return (hour * 60 + firstMinute) * 60 + firstSecond;
      for (const minute of this.#minutes.filter((value) => value >= m)) {
        if (minute > m) return (hour * 60 + minute) * 60 + firstSecond;
        const found = this.#seconds.find((value) => value >= s);
        if (found !== undefined) return (hour * 60 + minute) * 60 + found;
      }
    }
    return null;
  }

  #timesBefore(second: number): number {
    const [h, m, s] = [Math.floor(second / 3_600), Math.floor(second / 60) % 60, second % 60];
    const below = (values: readonly number[], bound: number): number => values.filter((value) => value < bound).length;
    const perMinute = this.#seconds.length;
    let count = below(this.#hours, h) * this.#minutes.length * perMinute;
    if (!this.#hours.includes(h)) return count;
    count += below(this.#minutes, m) * perMinute;
    return this.#minutes.includes(m) ? count + below(this.#seconds, s) : count;
  }

  #hasDay(day: number): boolean {
    const date = new Date(day * DAY_MS);
    const { month, dayOfMonth, dayOfWeek } = this.#fields;
    if (!has(month.values, date.getUTCMonth() + 1)) return false;
    const [ofMonth, ofWeek] = [this.#hasDayOfMonth(date), this.#hasDayOfWeek(date)];
    // POSIX: where both are given, either is enough.
    return dayOfMonth.isWildcard || dayOfWeek.isWildcard ? ofMonth && ofWeek : ofMonth || ofWeek;
  }

  #hasDayOfMonth(date: Date): boolean {
    const { values, hasLastChar } = this.#fields.dayOfMonth;
    return has(values, date.getUTCDate()) || (hasLastChar && date.getUTCDate() === daysInMonth(date));
  }

  #hasDayOfWeek(date: Date): boolean {
    const { values, nthDay } = this.#fields.dayOfWeek;
    const [day, weekday] = [date.getUTCDate(), date.getUTCDay()];
    if (has(values, weekday)) return nthDay === 0 || Math.ceil(day / 7) === nthDay;
    const isLast = day + 7 > daysInMonth(date);
    return isLast && values.some((value) => typeof value === 'string' && Number.parseInt(value, 10) % 7 === weekday);
  }
}

// The parser fills in fields that are missing, takes '' for every minute, and draws a new `H` each time it is asked.
function parse(expression: string): CronFieldCollection {
  if (expression.length > LONGEST_EXPRESSION) throw new Error(`it is longer than ${LONGEST_EXPRESSION} characters`);
  const fields = expression.trim().split(/\s+/);
  const isAlias = fields.length === 1 && expression.startsWith('@');
  if (!isAlias && fields.length !== 5 && fields.length !== 6) throw new Error('it has neither five nor six fields');
  if (!isAlias && fields.some((field) => /(^|[,-])H/.test(field)))
    throw new Error('H stands for another moment in each process');
  for (const [index, field] of fields.entries()) checkStep(field, LARGEST_STEPS[index + 6 - fields.length]);
  return CronExpressionParser.parse(expression, { tz: 'UTC' }).fields;
}

function checkStep(field: string, largest = 0): void {
  const step = Number(/\/(\d+)/.exec(field)?.[1] ?? 0);
  if (step > largest) throw new Error(`a step of ${step} leaves the field's range`);
}

function has(values: readonly (number | string)[], value: number): boolean {
  return values.includes(value);
}

function daysInMonth(date: Date): number {
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
}
