import type { Engine } from '../engine.js';

/** The embedded database has no server: its one process is all there is. */
export const pglite: Engine<null> = {
  name: 'pglite',
  runs: 10_000,
  pieceMs: 0,
  whyNot: () => undefined,
  start: () => Promise.resolve(null),
  stop: () => Promise.resolve(),
};
