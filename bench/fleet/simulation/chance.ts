/** Numbers from 0 to 1, the same ones for the same seed (Mulberry32, Tommy Ettinger, 2017). */
export function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** How long handlers take, in milliseconds. */
export type Durations =
  | { readonly kind: 'constant'; readonly ms: number }
  /** With a tail to the right: its standard deviation is its mean. */
  | { readonly kind: 'lognormal'; readonly meanMs: number };

const SIGMA = Math.sqrt(Math.log(2));

export function draw(durations: Durations, random: () => number): number {
  if (durations.kind === 'constant') return durations.ms;
  // Box and Muller, 1958; a zero has no logarithm.
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return durations.meanMs * Math.exp(SIGMA * normal - (SIGMA * SIGMA) / 2);
}
