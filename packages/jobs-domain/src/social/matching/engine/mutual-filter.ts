import type { MatchFeatures } from './features.js';

/**
 * Whether two positions can meet by gender, age and distance, each way. Exclusions are not among the filters, because
 * they are one-sided.
 */
export function mutualFilter(features: MatchFeatures): (u: number, v: number) => boolean {
  return (u, v) => u !== v && gendersAgree(features, u, v) && agesAgree(features, u, v) && near(features, u, v);
}

function gendersAgree(f: MatchFeatures, u: number, v: number): boolean {
  return (f.seeks[u]! & f.gender[v]!) !== 0 && (f.seeks[v]! & f.gender[u]!) !== 0;
}

function agesAgree(f: MatchFeatures, u: number, v: number): boolean {
  return (
    f.age[v]! >= f.ageMin[u]! && f.age[v]! <= f.ageMax[u]! && f.age[u]! >= f.ageMin[v]! && f.age[u]! <= f.ageMax[v]!
  );
}

function near(f: MatchFeatures, u: number, v: number): boolean {
  const limit = Math.min(f.maxChord2[u]!, f.maxChord2[v]!);
  if (limit === Infinity) return true;
  const dx = f.x[u]! - f.x[v]!;
  const dy = f.y[u]! - f.y[v]!;
  const dz = f.z[u]! - f.z[v]!;
  return dx * dx + dy * dy + dz * dz <= limit;
}
