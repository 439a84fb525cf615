import { NightshiftError } from './errors.js';

type Unit = 'ms' | 's' | 'm' | 'h' | 'd';

/** A length of time: milliseconds, or a number with a unit such as `'500ms'`, `'30s'`, `'5m'`, `'2h'`, `'7d'`. */
export type Duration = number | `${number}${Unit}`;

const MILLISECONDS: Readonly<Record<Unit, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * A duration in milliseconds.
 *
 * @param duration - a finite number of milliseconds, or a number with a unit.
 * @param where - the option's name, for the error.
 * @throws NightshiftError `INVALID_OPTION` for anything else, or a negative duration.
 * @example
 * toMilliseconds('1.5h'); // 5_400_000
 */
export function toMilliseconds(duration: Duration, where = 'duration'): number {
  const milliseconds = typeof duration === 'number' ? duration : parse(duration);
  if (Number.isFinite(milliseconds) && milliseconds >= 0) return milliseconds;
  throw new NightshiftError(
    'INVALID_OPTION',
    `Expected ${where} to be milliseconds of 0 or more, or text such as '30s', '5m', '2h', '7d'; received ${JSON.stringify(duration)}.`,
  );
}

function parse(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(String(text));
  return match === null ? Number.NaN : Number(match[1]) * MILLISECONDS[match[2] as Unit];
}
