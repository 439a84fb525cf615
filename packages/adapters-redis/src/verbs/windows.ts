import type { PortableWindow } from '@nightshift/core';
import { fromName, toName } from '../names.js';

// How long a window counts is known to those who claim; so long after its last start it says nothing any more.
const MONTH_MS = 30 * 24 * 3_600_000;

/** A window as `lib/rooms.lua` keeps it: until when it is closed, then its starts. */
export function toWindow([slot, text]: readonly [slot: string, text: string]): PortableWindow {
  const [scope = '', name = '', key = ''] = slot.split('|');
  const [closed = '0', ...starts] = text.split(';');
  return {
    scope: scope as PortableWindow['scope'],
    name: fromName(name),
    key: fromName(key),
    starts: starts.map((start) => {
      const [at, count] = start.split(',');
      return { at: Number(at), count: Number(count) };
    }),
    closedUntil: closed === '0' ? null : Number(closed),
  };
}

/** Its slot, its text, and when nothing in it counts any more. */
export function fromWindow({ scope, name, key, starts, closedUntil }: PortableWindow): [string, string, string] {
  const slot = `${scope}|${toName(name)}|${scope === 'key' ? toName(key) : ''}`;
  const text = [String(closedUntil ?? 0), ...starts.map(({ at, count }) => `${at},${count}`)].join(';');
  const ends = Math.max(closedUntil ?? 0, (starts.at(-1)?.at ?? 0) + MONTH_MS);
  return [slot, text, String(ends)];
}
