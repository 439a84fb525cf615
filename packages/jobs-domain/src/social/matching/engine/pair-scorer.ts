import type { MatchModel } from '../model/model.js';
import type { MatchFeatures } from './features.js';
import { FUSIONS } from './fusion.js';

/** Scores pairs of one population, by position. */
export interface PairScorer {
  /** Raw score before uncertain traits pull it to the mean. */
  unshrunk(u: number, v: number): number;
  /** Raw score, rounded to 32 bits so that equal scores are equal everywhere. */
  raw(u: number, v: number): number;
  /** Confidence in the pair's traits. */
  confidence(u: number, v: number): number;
}

/** The arithmetic of a pair over typed arrays: the reference that the compiled kernel follows step by step. */
export function pairScorer(features: MatchFeatures, model: MatchModel): PairScorer {
  const fuse = FUSIONS[model.settings.fusion];
  const behaviourWeight = model.likeRate === null ? 0 : model.settings.behaviour;
  const interestShare = model.settings.interests;
  const common = commonInterests(features);

  const unshrunk = (u: number, v: number): number => {
    const trust = behaviourWeight * Math.min(features.trust[u]!, features.trust[v]!);
    const toward = (wished(features, u, v) + trust * liking(features, u, v)) / (features.weight[u]! + trust);
    const back = (wished(features, v, u) + trust * liking(features, v, u)) / (features.weight[v]! + trust);
    return (1 - interestShare) * fuse(toward, back) + interestShare * common(u, v);
  };
  const confidence = (u: number, v: number): number => features.confidence[u]! * features.confidence[v]!;
  return {
    unshrunk,
    confidence,
    raw: (u, v) => {
      const sure = confidence(u, v);
      return Math.fround(model.meanRaw * (1 - sure) + sure * unshrunk(u, v));
    },
  };
}

// Weighted trait fit and preferences of u towards v; rounding may leave a hopeless pair just under 0.
function wished(f: MatchFeatures, u: number, v: number): number {
  const { dim, want, have } = f;
  const wanted = u * dim;
  const had = v * dim;
  let sum = f.base[u]!;
  for (let d = 0; d < dim; d++) sum += want[wanted + d]! * have[had + d]!;
  return Math.max(0, sum);
}

function liking(f: MatchFeatures, u: number, v: number): number {
  const odds = f.givenOdds[u]! * f.receivedOdds[v]!;
  return odds / (1 + odds);
}

// Weighted cosine of two interest sets; the marks of the last `u` are kept, because callers keep `u` and vary `v`.
function commonInterests(f: MatchFeatures): (u: number, v: number) => number {
  const marks = new Float32Array(f.idf.length);
  let marked = -1;
  const mark = (u: number): void => {
    if (marked >= 0)
      for (let i = f.interestStart[marked]!; i < f.interestStart[marked + 1]!; i++) marks[f.interestIds[i]!] = 0;
    for (let i = f.interestStart[u]!; i < f.interestStart[u + 1]!; i++)
      marks[f.interestIds[i]!] = f.idf[f.interestIds[i]!]!;
    marked = u;
  };
  return (u, v) => {
    if (u !== marked) mark(u);
    let sum = 0;
    for (let i = f.interestStart[v]!; i < f.interestStart[v + 1]!; i++) sum += marks[f.interestIds[i]!]!;
    return sum === 0 ? 0 : sum / (f.interestNorm[u]! * f.interestNorm[v]!);
  };
}
