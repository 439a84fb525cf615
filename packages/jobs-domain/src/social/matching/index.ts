export type { BehaviourCounts, Importance, Location, MatchUser, SoftPreference, WeightedInterest } from './user.js';
export { positionOf, type MatchFeatures } from './engine/features.js';
export type { MatchBlock, MatchKernel } from './engine/kernel.js';
export { openMatchPool, type MatchPool, type MatchPoolOptions, type PoolCall, type ScoredBlock } from './engine/pool.js';
export type { AttributeColumns, Fusion, MatchModel, MatchSettings, MatchVersion } from './model/model.js';
// buildMatchFeatures(users: readonly MatchUser[], model: MatchModel): MatchFeatures
// fitMatchModel(users: readonly MatchUser[], options: { version?: MatchVersion; settings?: Partial<MatchSettings>; seed?: number }): MatchModel
// modelDrift(model: MatchModel, statistics: MatchStatistics): { refit: boolean; reasons: string[] };  matchStatistics(users)
// scoreOf(model, raw): number;  tierOf(model, rank (1-based), score): 'A' | 'B'
// scorePair(model, u: MatchUser, v: MatchUser): PairScore;  openKernel(features, model): MatchKernel
// compatibilityReport(u, v, areaModel): CompatibilityReport;  fitAreaModel(users, model, traitAreas);  renderReasons(report)
