import type { BatchMark } from '../batches/run-batches.js';
import type { Json } from '../json.js';
import type { SpawnMark } from '../spawn/spawner.js';

/** What a run's checkpoint holds: the handler's own value, how far each batch loop is, and what was spawned. */
export interface SavedState {
  readonly value: Json | null;
  /** The payload version of the job that saved the value; absent for 1. */
  readonly version?: number;
  readonly marks: Readonly<Record<string, BatchMark>>;
  readonly spawns: Readonly<Record<string, SpawnMark>>;
  /** What `run` returned, when it is over and its children are waited for. */
  readonly handover?: { readonly output: Json };
}

/** Reads a stored checkpoint; a run that has none starts at the beginning. */
export function readSavedState(checkpoint: Json | null): SavedState {
  const stored = checkpoint as Partial<SavedState> | null;
  return {
    value: stored?.value ?? null,
    ...(stored?.version !== undefined && { version: stored.version }),
    marks: stored?.marks ?? {},
    spawns: stored?.spawns ?? {},
    ...(stored?.handover !== undefined && { handover: stored.handover }),
  };
}

export function toCheckpoint(state: SavedState): Json {
  return {
    value: state.value,
    ...(state.version !== undefined && state.version !== 1 && { version: state.version }),
    marks: Object.fromEntries(Object.entries(state.marks).map(([name, mark]) => [name, { ...mark }])),
    ...(Object.keys(state.spawns).length > 0 && {
      spawns: Object.fromEntries(Object.entries(state.spawns).map(([name, mark]) => [name, { ...mark }])),
    }),
    ...(state.handover !== undefined && { handover: { output: state.handover.output } }),
  };
}

/** Items done in earlier attempts, over all loops. */
export function itemsDone(state: SavedState): number {
  return Object.values(state.marks).reduce((sum, mark) => sum + mark.done, 0);
}
