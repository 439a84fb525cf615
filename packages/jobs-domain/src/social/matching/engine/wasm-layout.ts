import type { MatchModel } from '../model/model.js';
import type { MatchFeatures } from './features.js';
import { slotLists } from './slot-lists.js';
import { slotsOf, type Slots } from './slots.js';
import { tiledOrder, TILE_USERS } from './tiles.js';
import { wasmApi, type WasmMemory } from './wasm-api.js';
import { mapArena, viewArena, type ArenaMap, type ArenaPlan } from './wasm-arena.js';
import { sharedPlan, writeShared } from './wasm-shared.js';

/** Rows that are computed together: they share each tile while it is in the cache. */
export const BATCH_ROWS = 64;

/** Rows whose lists have no limit are computed this many at a time, each with room for everybody. */
export const ABOVE_ROWS = 4;

const PAGE = 65_536;

/** A population in the memory of the compiled kernel, ready for several threads. */
export interface WasmLayout {
  readonly kind: 'wasm-simd';
  readonly memory: WasmMemory;
  /** Values of the kernel's globals: addresses of the shared arrays, sizes and settings. */
  readonly globals: Readonly<Record<string, number>>;
  /** Number of slots. */
  readonly slots: number;
  /** Slot of each position; its memory is shared. */
  readonly slotOf: Int32Array;
  /** Address of each thread's own arrays. */
  readonly scratch: readonly number[];
}

/** Room for one list of `k`: a whole tile fits behind what is kept. */
export function listCapacity(k: number): number {
  return Math.max(2 * k, 512) + TILE_USERS;
}

/** The arrays of one thread; each row of a batch has its part of them. */
export type ScratchPlan = ReturnType<typeof planScratch>;

/** Plans the arrays of one thread over a population. */
export function scratchPlan(slots: number): ScratchPlan {
  return planScratch(slots);
}

// The literal types of what is returned are the contract, so they are not written a second time.
function planScratch(slots: number) {
  return {
    rowSlot: ['i32', BATCH_ROWS],
    rowCount: ['i32', BATCH_ROWS],
    rowThreshold: ['f32', BATCH_ROWS],
    rowLeast: ['u64', BATCH_ROWS],
    rowCursor: ['i32', BATCH_ROWS],
    common: ['f32', BATCH_ROWS * TILE_USERS],
    toward: ['f32', BATCH_ROWS * TILE_USERS],
    back: ['f32', BATCH_ROWS * TILE_USERS],
    columns: ['i32', TILE_USERS],
    dense: ['i32', BATCH_ROWS],
    slotThreshold: ['f32', slots],
    keys: ['u64', Math.max(BATCH_ROWS * listCapacity(1_000), ABOVE_ROWS * (slots + TILE_USERS))],
  } as const satisfies ArenaPlan;
}

/** Writes a population into a new shared memory. */
export function layOut(features: MatchFeatures, model: MatchModel, threads: number): WasmLayout {
  const slots = slotsOf(tiledOrder(features));
  const lists = slotLists(features, slots);
  const plan = sharedPlan(features, slots, lists);
  // The first line stays empty, so that no array begins at address 0.
  const map = mapArena(plan, 64);
  const { memory, scratch } = allocate(map, scratchPlan(slots.count), threads);
  const views = viewArena(plan, map, memory);
  writeShared(views, { features, slots, lists });
  return {
    kind: 'wasm-simd',
    memory,
    globals: { ...map.pointers, ...sizes(features, slots), ...settings(model) },
    slots: slots.count,
    slotOf: views.slotOf,
    scratch,
  };
}

function allocate(shared: ArenaMap, plan: ArenaPlan, threads: number): { memory: WasmMemory; scratch: number[] } {
  const scratch: number[] = [];
  let end = shared.end;
  for (let thread = 0; thread < threads; thread++) {
    scratch.push(end);
    end = mapArena(plan, end).end;
  }
  const pages = Math.ceil(end / PAGE);
  if (pages > PAGE) {
    throw new RangeError(
      `the population needs ${pages * PAGE} bytes, more than the 4 GiB of one kernel: match it in parts`,
    );
  }
  return { memory: new wasmApi.Memory({ initial: pages, maximum: pages, shared: true }), scratch };
}

function sizes(features: MatchFeatures, slots: Slots): Record<string, number> {
  return { dim: features.dim, tiles: slots.tiles.length, interests: features.idf.length };
}

function settings(model: MatchModel): Record<string, number> {
  return {
    behaviourWeight: model.likeRate === null ? 0 : model.settings.behaviour,
    interestShare: model.settings.interests,
    meanRaw: model.meanRaw,
    geometric: model.settings.fusion === 'geometric' ? 1 : 0,
  };
}
