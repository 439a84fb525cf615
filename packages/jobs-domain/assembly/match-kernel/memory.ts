// Where everything is, in bytes. The host sets each of these by name; `engine/wasm-layout.ts` says what each array holds.
// A slot is a place in the kernel order, where every tile begins at a multiple of 8 and ends padded to one.

export let dim: i32 = 0;
export let tiles: i32 = 0;
export let interests: i32 = 0;

export let wantPanels: usize = 0;
export let havePanels: usize = 0;
export let wantRows: usize = 0;
export let haveRows: usize = 0;

export let base: usize = 0;
export let weight: usize = 0;
export let trust: usize = 0;
export let receivedOdds: usize = 0;
export let givenOdds: usize = 0;
export let inverseNorm: usize = 0;
export let confidence: usize = 0;
export let gender: usize = 0;
export let seeks: usize = 0;
export let age: usize = 0;
export let ageMin: usize = 0;
export let ageMax: usize = 0;
export let x: usize = 0;
export let y: usize = 0;
export let z: usize = 0;
export let maxChord2: usize = 0;
export let position: usize = 0;

export let tileFrom: usize = 0;
export let tileTo: usize = 0;
export let tileGender: usize = 0;
export let tileSeeks: usize = 0;
export let tileYoungest: usize = 0;
export let tileOldest: usize = 0;
export let tileAcceptsFrom: usize = 0;
export let tileAcceptsTo: usize = 0;
export let tileBox: usize = 0;
export let tileMinChord2: usize = 0;
export let tileMaxChord2: usize = 0;

export let idf: usize = 0;
export let interestStart: usize = 0;
export let interestIds: usize = 0;
export let postingStart: usize = 0;
export let postings: usize = 0;

export let excludedStart: usize = 0;
export let excluded: usize = 0;
export let excludedByStart: usize = 0;
export let excludedBy: usize = 0;

export let behaviourWeight: f32 = 0;
export let interestShare: f32 = 0;
export let meanRaw: f32 = 0;
export let geometric: i32 = 0;

// One thread's own memory. Each row of a batch has its part of these.
export let capacity: i32 = 0;
export let rowSlot: usize = 0;
export let rowCount: usize = 0;
export let rowThreshold: usize = 0;
export let rowLeast: usize = 0;
export let rowCursor: usize = 0;
export let keys: usize = 0;
export let common: usize = 0;
export let toward: usize = 0;
export let back: usize = 0;
export let columns: usize = 0;
export let dense: usize = 0;
export let slotThreshold: usize = 0;

/** Most users of a tile; the host cuts them. */
export const TILE: i32 = 256;

/** Bytes of one row's part of `common`, `toward` and `back`. */
export const TILE_BYTES: usize = 1024;

// @ts-ignore: decorator
@inline
export function f32At(array: usize, index: i32): f32 {
  return load<f32>(array + ((<usize>index) << 2));
}

// @ts-ignore: decorator
@inline
export function i32At(array: usize, index: i32): i32 {
  return load<i32>(array + ((<usize>index) << 2));
}

// @ts-ignore: decorator
@inline
export function setI32(array: usize, index: i32, value: i32): void {
  store<i32>(array + ((<usize>index) << 2), value);
}
