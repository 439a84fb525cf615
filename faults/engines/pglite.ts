import type { Engine } from '../engine.js';

/** The embedded database has no server: its one process is all there is. */
export const pglite: Engine<null> = {
  name: 'pglite',
  work: { runs: 10_000, pieceMs: 0 },
  // Eight seconds for its twenty slots; the first fault strikes after at most five.
  quickWork: { runs: 500, pieceMs: 160 },
  whyNot: () => undefined,
  start: () => Promise.resolve(null),
  stop: () => Promise.resolve(),
};
