/** A moment at which a process may die: before a call takes effect, or after, when the caller does not learn of it. */
export interface CrashPoint {
  readonly side: 'before' | 'after';
  /** A call of one life of the process: what is called, and which time it is. */
  readonly call: string;
}

const THEN = ', then ';

/** As people read it, and as `only` takes it: `after checkpoint.save #3, then before settle #1`. */
export function crashText(crashes: readonly CrashPoint[]): string {
  return crashes.map(({ side, call }) => `${side} ${call}`).join(THEN);
}

/** @throws Error for a text that names no crash points. */
export function parseCrashes(text: string): CrashPoint[] {
  return text.split(THEN).map((part) => {
    const [, side, call] = /^(before|after) (.+ #\d+)$/.exec(part) ?? [];
    if (call !== undefined && (side === 'before' || side === 'after')) return { side, call };
    throw new Error(
      `only: expected crash points such as 'after checkpoint.save #3', joined by '${THEN}'; received ${JSON.stringify(text)}`,
    );
  });
}

/** Both sides of every call. */
export function pointsOf(calls: readonly string[]): CrashPoint[] {
  return calls.flatMap((call) => [
    { side: 'before', call },
    { side: 'after', call },
  ]);
}

/** So many of a list, evenly spread, always the same ones. */
export function spread<Item>(items: readonly Item[], most: number): Item[] {
  if (items.length <= most) return [...items];
  return Array.from({ length: most }, (_none, index) => items[Math.floor((index * items.length) / most)] as Item);
}
