export type { BehaviourCounts, Importance, Location, MatchUser, SoftPreference, WeightedInterest } from './user.js';
export { buildMatchFeatures } from './engine/build-features.js';
export { positionOf, type MatchFeatures } from './engine/features.js';
export type { MatchBlock, MatchKernel, ScoredBlock } from './engine/kernel.js';
export { openKernel } from './engine/open-kernel.js';
export { scorePair, type DirectionScore, type PairParts, type PairScore, type Refusal } from './engine/pair.js';
export { openMatchPool, type MatchPool, type MatchPoolOptions, type PoolCall } from './engine/pool.js';
export { matchStatistics, modelDrift, type MatchStatistics, type ModelDrift } from './model/drift.js';
export { fitMatchModel, type FitOptions } from './model/fit.js';
export type { AttributeColumns, Fusion, MatchModel, MatchSettings, MatchVersion } from './model/model.js';
export { scoreOf, tierOf } from './model/score.js';
export { matchSettings, settingsDigest } from './model/settings.js';
export {
  fitAreaModel,
  type AreaFitOptions,
  type AreaModel,
  type AverageUser,
  type CompatibilityVersion,
} from './compatibility/area-model.js';
export {
  AREAS,
  type Area,
  type CompatibilityLayout,
  type DescribedArea,
  type DescribedAttribute,
  type DescribedTrait,
} from './compatibility/layout.js';
export { decodeReason, encodeReason, swapSide, type Reason, type Side } from './compatibility/reason.js';
export { renderReasons, type RenderedReasons } from './compatibility/render.js';
export {
  compatibilityReport,
  compatibilityReporter,
  type CompatibilityModels,
  type CompatibilityReport,
} from './compatibility/report.js';
