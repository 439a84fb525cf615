import { TILE_BYTES, common, i32At, idf, interestIds, interests, interestStart, postings, postingStart } from './memory';

/** Adds the rarity of each of the row's interests to those of a tile who share it, term at a time. */
export function addInterests(row: i32, slot: i32, tile: i32): void {
  const out = common + <usize>row * TILE_BYTES;
  const table = postingStart + ((<usize>(tile * interests)) << 2);
  const end = i32At(interestStart, slot + 1);
  for (let i = i32At(interestStart, slot); i < end; i++) {
    const interest = (<usize>i32At(interestIds, i)) << 2;
    const rarity = load<f32>(idf + interest);
    const last = postings + ((<usize>load<i32>(table + interest, 4)) << 1);
    for (let p = postings + ((<usize>load<i32>(table + interest)) << 1); p < last; p += 2) {
      const at = out + ((<usize>load<u16>(p)) << 2);
      store<f32>(at, load<f32>(at) + rarity);
    }
  }
}
