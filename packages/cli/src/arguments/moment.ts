import { toMilliseconds, type Duration } from '@nightshift/core';
import { UsageError } from '../usage-error.js';

/**
 * A moment in the past: `2026-05-01T12:00:00Z`, or so long before now, as `24h`.
 *
 * @param flag - the option's name, for the error.
 * @throws UsageError
 */
export function pastMoment(flag: string, text: string, now: Date): Date {
  const ago = /^\d+(\.\d+)?(ms|s|m|h|d)$/.test(text) ? toMilliseconds(text as Duration, flag) : undefined;
  const moment = ago === undefined ? new Date(text) : new Date(now.getTime() - ago);
  if (Number.isFinite(moment.getTime())) return moment;
  throw new UsageError(
    `Expected --${flag} to be a moment (ISO 8601) or so long ago (24h); received ${JSON.stringify(text)}.`,
  );
}
