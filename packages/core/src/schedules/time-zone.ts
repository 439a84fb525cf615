const SECOND_MS = 1_000;
const DAY_MS = 86_400_000;
const STRETCH_MS = 64 * DAY_MS;
// Since 1970 no zone has changed its clocks twice within less than a week.
const STRIDE_MS = 4 * DAY_MS;

/** A stretch of time in which the clocks of a zone keep one distance to UTC. */
export interface OffsetPeriod {
  readonly start: number;
  readonly end: number;
  /** Milliseconds to add to the time for what the clock shows. */
  readonly offset: number;
  /** The offset just before `start`; often the same, for long periods are cut into pieces. */
  readonly before: number;
}

/** The clock changes of an IANA time zone, as the JavaScript engine knows them. */
export class TimeZone {
  readonly #format: Intl.DateTimeFormat;
  readonly #stretches = new Map<number, readonly OffsetPeriod[]>();

  /** @throws RangeError for a name that is unknown. */
  constructor(readonly name: string) {
    const numeric = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' } as const;
    this.#format = new Intl.DateTimeFormat('en-US', {
      ...numeric,
      second: 'numeric',
      hourCycle: 'h23',
      timeZone: name,
    });
  }

  periodAt(time: number): OffsetPeriod {
    const index = Math.floor(time / STRETCH_MS);
    let periods = this.#stretches.get(index);
    if (periods === undefined) this.#stretches.set(index, (periods = this.#periodsOf(index)));
    return periods.find(({ end }) => time < end) as OffsetPeriod;
  }

  #periodsOf(index: number): OffsetPeriod[] {
    const periods: OffsetPeriod[] = [];
    const last = (index + 1) * STRETCH_MS;
    let start = index * STRETCH_MS;
    let before = this.#offsetAt(start - SECOND_MS);
    while (start < last) {
      const offset = this.#offsetAt(start);
      const end = this.#changeAfter(start, offset, last);
      periods.push({ start, end, offset, before });
      [start, before] = [end, offset];
    }
    return periods;
  }

  /** The first moment in (start, last) with another offset, or `last`. */
  #changeAfter(start: number, offset: number, last: number): number {
    let low = start;
    let high = Math.min(start + STRIDE_MS, last);
    while (high < last && this.#offsetAt(high) === offset) {
      low = high;
      high = Math.min(high + STRIDE_MS, last);
    }
    if (high === last && this.#offsetAt(last - SECOND_MS) === offset) return last;
    // Clocks change at whole seconds.
    while (high - low > SECOND_MS) {
      const middle = low + Math.floor((high - low) / 2 / SECOND_MS) * SECOND_MS;
      if (this.#offsetAt(middle) === offset) low = middle;
      else high = middle;
    }
    return high;
  }

  #offsetAt(time: number): number {
    const part: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
    for (const { type, value } of this.#format.formatToParts(time)) part[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
    return Date.UTC(year, month - 1, day, hour, minute, second) - time;
  }
}
