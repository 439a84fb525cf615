import { chance, type Chance } from './random.js';
import type { World } from './world.js';

/** One user's answer to another user's profile. */
export interface GeneratedDecision {
  readonly targetId: number;
  readonly kind: 'like' | 'pass';
  /** Days before the population's date. */
  readonly daysAgo: number;
}

/** How strongly each cause moves a like, on the log-odds scale. */
const PULL = { base: -1.2, fit: 1.5, popularity: 0.9, pickiness: -0.7 } as const;

/**
 * The decisions of one user about people the user can meet: a like depends on how well they truly fit, how popular the
 * other is and how picky the user is, never on a computed score.
 */
export function drawDecisions(
  world: World,
  { seed, index }: { readonly seed: number; readonly index: number },
): GeneratedDecision[] {
  const draw = chance(seed, 2, index);
  const wanted = Math.round(Math.min(150, 18 * Math.exp(0.9 * draw.normal() - 0.4)));
  const met = new Set<number>();
  const decisions: GeneratedDecision[] = [];
  for (let attempt = 0; attempt < wanted * 12 && decisions.length < wanted; attempt += 1) {
    const target = meet(draw, world, index);
    if (met.has(target) || !world.canMeet(index, target)) continue;
    met.add(target);
    const kind = draw.unit() < likeProbability(world, index, target) ? 'like' : 'pass';
    decisions.push({ targetId: target + 1, kind, daysAgo: Math.round(90e4 * draw.unit()) / 1e4 });
  }
  return decisions.sort((a, b) => a.targetId - b.targetId);
}

export function likeProbability(world: World, from: number, to: number): number {
  const odds =
    PULL.base +
    PULL.fit * world.trueFit(from, to) +
    PULL.popularity * world.popularity[to]! +
    PULL.pickiness * world.pickiness[from]!;
  return 1 / (1 + Math.exp(-odds));
}

function meet(draw: Chance, world: World, index: number): number {
  const neighbours = world.citizens[world.city[index]!]!;
  return draw.unit() < 0.9 ? neighbours[draw.below(neighbours.length)]! : draw.below(world.count);
}
