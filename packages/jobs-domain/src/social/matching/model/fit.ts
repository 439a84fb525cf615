import { buildMatchFeatures, countedInterests } from '../engine/build-features.js';
import type { MatchFeatures } from '../engine/features.js';
import type { MatchKernel } from '../engine/kernel.js';
import { openKernel } from '../engine/open-kernel.js';
import { pairScorer } from '../engine/pair-scorer.js';
import type { MatchUser } from '../user.js';
import type { AttributeColumns, MatchModel, MatchSettings, MatchVersion } from './model.js';
import { samplePairs, type SampledPair } from './sample-pairs.js';
import { quantileAt, quantilesOf, scoreOf } from './score.js';
import { digestOf, matchSettings, settingsDigest } from './settings.js';

/** Settings of {@link fitMatchModel}. */
export interface FitOptions {
  /** Default `v2`. */
  readonly version?: MatchVersion;
  /** The host's own choices on top of the version's. */
  readonly settings?: Partial<MatchSettings>;
  /** Seed of the sampled pairs; default 1. The same users, settings and seed give the same model. */
  readonly seed?: number;
}

const PAIRS = 10_000;
const QUANTILES = 1_001;
const SAMPLED_LISTS = 256;
const TIER_SHARE = 0.9;

/**
 * Fits everything about scoring that depends on the population: rarity of interests, the like rate, the mean and the
 * distribution of raw scores, and the score from which a match is of tier A.
 *
 * Keep the result and use it for every run until {@link modelDrift} or other settings ask for a new one.
 *
 * @throws RangeError when a setting or a user is not valid.
 * @example
 * const model = fitMatchModel(users);
 * const features = buildMatchFeatures(users, model);
 */
export function fitMatchModel(users: readonly MatchUser[], options: FitOptions = {}): MatchModel {
  const settings = matchSettings(options.version ?? 'v2', options.settings);
  const seed = options.seed ?? 1;
  const counted = countPopulation(users, settings);
  const features = buildMatchFeatures(users, counted);
  const sampled = fitDistribution(counted, features, samplePairs(features, { pairs: PAIRS, seed }));
  const tierScore = topShare(sampled, features, openKernel(features, { ...sampled, digest: counted.digest }));
  return withDigest({ ...sampled, tierScore });
}

// The counts need no pair; the rest of the model is neutral until it is fitted.
function countPopulation(users: readonly MatchUser[], settings: MatchSettings): MatchModel {
  const neutral = { settings, interestUsers: [], meanRaw: 0.5, quantiles: [0, 1], tierScore: 0, digest: '' };
  const model: MatchModel = {
    ...neutral,
    traitCount: users[0]?.traits.length ?? 0,
    attributes: attributesOf(users),
    population: users.length,
    likeRate: likeRateOf(users),
    settingsDigest: settingsDigest(settings),
  };
  return withDigest({ ...model, interestUsers: interestUsersOf(users, settings) });
}

function fitDistribution(model: MatchModel, features: MatchFeatures, pairs: readonly SampledPair[]): MatchModel {
  if (pairs.length === 0) return model;
  const scorer = pairScorer(features, model);
  const unshrunk = Float64Array.from(pairs, ({ u, v }) => scorer.unshrunk(u, v));
  const meanRaw = unshrunk.reduce((sum, raw) => sum + raw, 0) / pairs.length;
  const shrunk = unshrunk.map((raw, i) => meanRaw + scorer.confidence(pairs[i]!.u, pairs[i]!.v) * (raw - meanRaw));
  return { ...model, meanRaw, quantiles: quantilesOf(shrunk, QUANTILES) };
}

// The lists of every n-th user stand for the lists of all, so that the tier is known before the first list is written.
function topShare(model: MatchModel, features: MatchFeatures, kernel: MatchKernel): number {
  const step = Math.max(1, Math.ceil(features.count / SAMPLED_LISTS));
  const rows = Int32Array.from({ length: Math.ceil(features.count / step) }, (_, i) => i * step);
  const raw = Float64Array.from(kernel.topMatches(rows).raw).sort();
  return raw.length === 0 ? 100 : scoreOf(model, quantileAt(raw, TIER_SHARE));
}

function withDigest(model: MatchModel): MatchModel {
  return { ...model, digest: digestOf({ ...model, digest: '' }) };
}

/** Users per counted interest, by interest id. */
export function interestUsersOf(users: readonly MatchUser[], settings: MatchSettings): [number, number][] {
  const counts = new Map<number, number>();
  for (const user of users) {
    for (const id of countedInterests(user, settings)) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return [...counts].sort(([a], [b]) => a - b);
}

/** Likes over decisions of a whole population, or `null` without decisions. */
export function likeRateOf(users: readonly MatchUser[]): number | null {
  const likes = users.reduce((sum, user) => sum + user.behaviour.likesReceived + user.behaviour.likesGiven, 0);
  const decisions = users.reduce((sum, user) => sum + user.behaviour.shown + user.behaviour.seen, 0);
  return decisions === 0 ? null : likes / decisions;
}

// A value that nobody wants needs no column.
function attributesOf(users: readonly MatchUser[]): AttributeColumns[] {
  const wanted = new Map<string, Set<string>>();
  for (const { attribute, accepts } of users.flatMap((user) => user.preferences)) {
    const values = wanted.get(attribute) ?? new Set();
    for (const value of accepts) values.add(value);
    wanted.set(attribute, values);
  }
  const columns = [...wanted].map(([attribute, values]) => ({ attribute, values: [...values].sort() }));
  return columns.sort((a, b) => (a.attribute < b.attribute ? -1 : 1));
}
