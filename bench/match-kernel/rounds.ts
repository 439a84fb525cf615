import type { Contestant, Field } from './contestants.js';

/** How long to measure. */
export interface Rounds {
  readonly rounds: number;
  readonly seconds: number;
}

/** Users per CPU minute of one contestant. */
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

// CPU time and not time on the wall: what other programs do on the machine is not this one's speed.
function speedOf(contestant: Contestant, ids: readonly number[], seconds: number): number {
  const begin = process.cpuUsage();
  let users = 0;
  let used = 0;
  while (used < seconds) {
    const from = users % ids.length;
    const batch = ids.slice(from, from + contestant.batch);
    contestant.run(batch);
    users += batch.length;
    const { user, system } = process.cpuUsage(begin);
    used = (user + system) / 1e6;
  }
  return (users / used) * 60;
}

function summary(name: string, speeds: readonly number[]): Result {
  const sorted = [...speeds].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const median = (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle) - 1]!) / 2;
  return { name, median, least: sorted[0]!, most: sorted[sorted.length - 1]!, perRound: speeds };
}
