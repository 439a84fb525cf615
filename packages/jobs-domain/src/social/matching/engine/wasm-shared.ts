import type { MatchFeatures } from './features.js';
import type { SlotLists } from './slot-lists.js';
import { PANEL, type Slots, type SlotTile } from './slots.js';
import type { ArenaPlan, ArenaViews } from './wasm-arena.js';

/** The arrays that all threads read: {@link MatchFeatures} by slot, and what the kernel needs besides. */
export type SharedPlan = ReturnType<typeof planShared>;

/** Plans the arrays that all threads read. */
export function sharedPlan(features: MatchFeatures, slots: Slots, lists: SlotLists): SharedPlan {
  return planShared(features, slots, lists);
}

// The literal types of what is returned are the contract, so they are not written a second time.
function planShared(features: MatchFeatures, slots: Slots, lists: SlotLists) {
  const { count } = slots;
  const tiles = slots.tiles.length;
  return {
    // [slot / 8][column][slot % 8]: eight users side by side, so that one load serves eight products.
    wantPanels: ['f32', count * features.dim],
    havePanels: ['f32', count * features.dim],
    // [slot][column].
    wantRows: ['f32', count * features.dim],
    haveRows: ['f32', count * features.dim],
    base: ['f32', count],
    weight: ['f32', count],
    trust: ['f32', count],
    receivedOdds: ['f32', count],
    givenOdds: ['f32', count],
    // 1 / interestNorm, and 0 without interests.
    inverseNorm: ['f32', count],
    confidence: ['f32', count],
    gender: ['i32', count],
    seeks: ['i32', count],
    // NaN in an empty slot, which no comparison accepts.
    age: ['f32', count],
    ageMin: ['f32', count],
    ageMax: ['f32', count],
    x: ['f32', count],
    y: ['f32', count],
    z: ['f32', count],
    maxChord2: ['f32', count],
    // Position of a slot, and slot of a position.
    position: ['i32', count],
    slotOf: ['i32', features.count],
    tileFrom: ['i32', tiles],
    tileTo: ['i32', tiles],
    tileGender: ['i32', tiles],
    tileSeeks: ['i32', tiles],
    tileYoungest: ['f32', tiles],
    tileOldest: ['f32', tiles],
    tileAcceptsFrom: ['f32', tiles],
    tileAcceptsTo: ['f32', tiles],
    tileBox: ['f32', tiles * 6],
    tileMinChord2: ['f32', tiles],
    tileMaxChord2: ['f32', tiles],
    idf: ['f32', features.idf.length],
    interestStart: ['i32', count + 1],
    interestIds: ['i32', lists.interests.values.length],
    postingStart: ['i32', lists.postings.starts.length],
    postings: ['u16', lists.postings.values.length],
    excludedStart: ['i32', count + 1],
    excluded: ['i32', lists.excluded.values.length],
    excludedByStart: ['i32', count + 1],
    excludedBy: ['i32', lists.excludedBy.values.length],
  } as const satisfies ArenaPlan;
}

type SharedViews = ArenaViews<SharedPlan>;

/** Fills the shared arrays. */
export function writeShared(
  views: SharedViews,
  population: { features: MatchFeatures; slots: Slots; lists: SlotLists },
): void {
  const { features, slots, lists } = population;
  views.slotOf.set(slots.slotOf);
  views.position.set(slots.positions);
  views.idf.set(features.idf);
  writeColumns(views, features, slots.positions);
  writeVectors(views, features, slots.positions);
  slots.tiles.forEach((tile, t) => writeTile(views, tile, t));
  writeLists(views, lists);
}

const COPIED = [
  'base',
  'weight',
  'trust',
  'receivedOdds',
  'givenOdds',
  'confidence',
  'gender',
  'seeks',
  'ageMin',
  'ageMax',
  'x',
  'y',
  'z',
  'maxChord2',
] as const;

function writeColumns(views: SharedViews, features: MatchFeatures, positions: Int32Array): void {
  for (const name of COPIED) {
    const from = features[name];
    const to = views[name];
    positions.forEach((position, slot) => {
      if (position >= 0) to[slot] = from[position]!;
    });
  }
  positions.forEach((position, slot) => {
    views.age[slot] = position < 0 ? NaN : features.age[position]!;
    const norm = position < 0 ? 0 : features.interestNorm[position]!;
    views.inverseNorm[slot] = norm === 0 ? 0 : 1 / norm;
  });
}

function writeVectors(views: SharedViews, features: MatchFeatures, positions: Int32Array): void {
  const { dim, want, have } = features;
  positions.forEach((position, slot) => {
    if (position < 0) return;
    views.wantRows.set(want.subarray(position * dim, (position + 1) * dim), slot * dim);
    views.haveRows.set(have.subarray(position * dim, (position + 1) * dim), slot * dim);
    const panel = (slot - (slot % PANEL)) * dim + (slot % PANEL);
    for (let d = 0; d < dim; d++) {
      views.wantPanels[panel + d * PANEL] = want[position * dim + d]!;
      views.havePanels[panel + d * PANEL] = have[position * dim + d]!;
    }
  });
}

function writeTile(views: SharedViews, tile: SlotTile, t: number): void {
  views.tileFrom[t] = tile.slotFrom;
  views.tileTo[t] = tile.slotTo;
  views.tileGender[t] = tile.gender;
  views.tileSeeks[t] = tile.seeks;
  views.tileYoungest[t] = tile.youngest;
  views.tileOldest[t] = tile.oldest;
  views.tileAcceptsFrom[t] = tile.acceptsFrom;
  views.tileAcceptsTo[t] = tile.acceptsTo;
  views.tileBox.set(tile.box, t * 6);
  views.tileMinChord2[t] = tile.minChord2;
  views.tileMaxChord2[t] = tile.maxChord2;
}

function writeLists(views: SharedViews, lists: SlotLists): void {
  views.interestStart.set(lists.interests.starts);
  views.interestIds.set(lists.interests.values);
  views.postingStart.set(lists.postings.starts);
  views.postings.set(lists.postings.values);
  views.excludedStart.set(lists.excluded.starts);
  views.excluded.set(lists.excluded.values);
  views.excludedByStart.set(lists.excludedBy.starts);
  views.excludedBy.set(lists.excludedBy.values);
}
