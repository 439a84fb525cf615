import type { BatchMark } from '../batches/run-batches.js';
import type { Json } from '../json.js';

/** What a run's checkpoint holds: the handler's own value, and how far each batch loop is. */
export interface SavedState {
  readonly value: Json | null;
  readonly marks: Readonly<Record<string, BatchMark>>;
}

/** Reads a stored checkpoint; a run that has none starts at the beginning. */
export function readSavedState(checkpoint: Json | null): SavedState {
  const stored = checkpoint as { value?: Json; marks?: Record<string, BatchMark> } | null;
  return { value: stored?.value ?? null, marks: stored?.marks ?? {} };
}

export function toCheckpoint(state: SavedState): Json {
  return {
    value: state.value,
    marks: Object.fromEntries(Object.entries(state.marks).map(([name, mark]) => [name, { ...mark }])),
  };
}

/** Items done in earlier attempts, over all loops. */
export function itemsDone(state: SavedState): number {
  return Object.values(state.marks).reduce((sum, mark) => sum + mark.done, 0);
}
