import type { Contestant, Field } from './contestants.js';

/** How long to measure. */
export interface Rounds {
  readonly rounds: number;
  readonly seconds: number;
}

/** Users per minute of one contestant. */
export interface Result {
  readonly name: string;
  readonly median: number;
  readonly least: number;
  readonly most: number;
  readonly perRound: readonly number[];
}

/** Measures all contestants in turn, round by round, so that a slow moment of the machine meets all of them. */
export function measureRounds({ contestants, ids }: Field, { rounds, seconds }: Rounds): Result[] {
  const speeds = contestants.map(() => [] as number[]);
  for (const contestant of contestants) speedOf(contestant, ids, seconds / 4);
  for (let round = 0; round < rounds; round++) {
    contestants.forEach((contestant, c) => speeds[c]!.push(speedOf(contestant, ids, seconds)));
  }
  return contestants.map(({ name }, c) => summary(name, speeds[c]!));
}

function speedOf(contestant: Contestant, ids: readonly number[], seconds: number): number {
  const begin = performance.now();
  let users = 0;
  let elapsed = 0;
  while (elapsed < seconds * 1_000) {
    const from = users % ids.length;
    const batch = ids.slice(from, from + contestant.batch);
    contestant.run(batch);
    users += batch.length;
    elapsed = performance.now() - begin;
  }
  return (users / elapsed) * 60_000;
}

function summary(name: string, speeds: readonly number[]): Result {
  const sorted = [...speeds].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const median = (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle) - 1]!) / 2;
  return { name, median, least: sorted[0]!, most: sorted[sorted.length - 1]!, perRound: speeds };
}
