import { toMilliseconds } from '@nightshift/core';

/** Seconds of `45`, `45s` or `1m`. */
export function seconds(text: string): number {
  return /^\d+$/.test(text) ? Number(text) : toMilliseconds(text as `${number}s`, 'duration') / 1_000;
}
