/** A list as a PostgreSQL array literal: as text it means the same to every driver. */
export function arrayLiteral(items: readonly string[]): string {
  return `{${items.map(quoted).join(',')}}`;
}

/** A list of ids or numbers, none of which needs quotes. */
export function bareArrayLiteral(items: readonly (string | number)[]): string {
  return `{${items.join(',')}}`;
}

/** A list whose items may be null; null stands for one of nothing but nulls. */
export function sparseArrayLiteral(items: readonly (string | null)[]): string | null {
  if (items.every((item) => item === null)) return null;
  return `{${items.map((item) => (item === null ? 'NULL' : quoted(item))).join(',')}}`;
}

export function arrayLiteralOrNull(items: readonly string[] | undefined): string | null {
  return items === undefined ? null : arrayLiteral(items);
}

function quoted(item: string): string {
  return `"${item.replace(/["\\]/g, '\\$&')}"`;
}

// PostgreSQL's clock begins in 4713 BC; anything as old as this is due all the same.
const EARLIEST_MS = Date.UTC(0, 0, 1);

/** A time as milliseconds that PostgreSQL can hold. */
export function toMs(time: Date): number {
  return Math.max(time.getTime(), EARLIEST_MS);
}

/** A time as PostgreSQL writes it into JSON. */
export function fromSqlTime(text: string): Date {
  // Years beyond 9999 have six digits and a sign in JavaScript.
  const yearDigits = text.indexOf('-');
  return new Date(yearDigits > 4 ? `+${text.padStart(text.length + 6 - yearDigits, '0')}` : text);
}

/** A time as the seconds since 1970 that PostgreSQL tells, to the microsecond. */
export function fromSqlSeconds(seconds: number): Date {
  return new Date(Math.floor(Math.round(seconds * 1_000_000) / 1_000));
}

export function fromSqlTimeOrNull(text: string | null): Date | null {
  return text === null ? null : fromSqlTime(text);
}
