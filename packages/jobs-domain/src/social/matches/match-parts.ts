import type { MatchFeatures, MatchModel } from '../matching/index.js';

/** The parts of a pair's score, each in [0, 1]: what each finds in the other, and the interests they share. */
export interface MatchParts {
  readonly forward: number;
  readonly backward: number;
  readonly interest: number;
}

/** Takes scores of one population apart, by position. Calls for the same `u` in a row are cheapest. */
export function matchParts(features: MatchFeatures, model: MatchModel): (u: number, v: number) => MatchParts {
  const behaviour = model.likeRate === null ? 0 : model.settings.behaviour;
  const interest = sharedInterest(features);
  const direction = (u: number, v: number): number => {
    const trust = behaviour * Math.min(features.trust[u]!, features.trust[v]!);
    const odds = features.givenOdds[u]! * features.receivedOdds[v]!;
    return (suits(features, u, v) + (trust * odds) / (1 + odds)) / (features.weight[u]! + trust);
  };
  return (u, v) => ({ forward: direction(u, v), backward: direction(v, u), interest: interest(u, v) });
}

function suits({ dim, want, have, base }: MatchFeatures, u: number, v: number): number {
  let sum = base[u]!;
  for (let wanted = u * dim, had = v * dim, end = wanted + dim; wanted < end; wanted += 1, had += 1)
    sum += want[wanted]! * have[had]!;
  return Math.max(0, sum);
}

// The rarities of `u`'s interests stay marked until another `u` is asked about.
function sharedInterest({
  idf,
  interestStart,
  interestIds,
  interestNorm,
}: MatchFeatures): (u: number, v: number) => number {
  const marks = new Float32Array(idf.length);
  let marked = -1;
  const mark = (u: number, of: (interest: number) => number): void => {
    for (let index = interestStart[u]!; index < interestStart[u + 1]!; index += 1)
      marks[interestIds[index]!] = of(interestIds[index]!);
  };
  return (u, v) => {
    if (u !== marked) {
      if (marked >= 0) mark(marked, () => 0);
      mark(u, (interest) => idf[interest]!);
      marked = u;
    }
    let sum = 0;
    for (let index = interestStart[v]!; index < interestStart[v + 1]!; index += 1) sum += marks[interestIds[index]!]!;
    return sum === 0 ? 0 : sum / (interestNorm[u]! * interestNorm[v]!);
  };
}
