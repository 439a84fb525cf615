/** `v1`: geometric mean of traits and preferences, not calibrated. `v2`: the defaults described in the guide. */
export type MatchVersion = 'v1' | 'v2';

/** How the two directions of a pair become one number. */
export type Fusion = 'harmonic' | 'geometric';

/** What a person decides about the algorithm; everything else in a model is fitted. */
export interface MatchSettings {
  readonly version: MatchVersion;
  readonly fusion: Fusion;
  /** Weights of one direction: trait fit, satisfied preferences, behaviour. They are normalised per pair. */
  readonly traits: number;
  readonly preferences: number;
  readonly behaviour: number;
  /** Share of common interests in the raw score; the directions get the rest. */
  readonly interests: number;
  /** Interests with a smaller weight do not count. */
  readonly interestFloor: number;
  /** Pull pairs with uncertain traits towards the mean. */
  readonly shrink: boolean;
  /** Map raw scores through the quantile table, so that 50 is the median eligible pair. */
  readonly calibrate: boolean;
  /** Imaginary decisions at the population's like rate that each user starts with. */
  readonly behaviourPrior: number;
  /** Decisions at which behaviour counts half. */
  readonly behaviourTrust: number;
}

/** The values of one categorical attribute that have a column. */
export interface AttributeColumns {
  readonly attribute: string;
  readonly values: readonly string[];
}

/**
 * A fitted, frozen description of how pairs are scored. It is plain JSON, stored beside the scores: while it stays the
 * same, a run over some users gives exactly what a run over all of them gives.
 */
export interface MatchModel {
  readonly settings: MatchSettings;
  readonly traitCount: number;
  readonly attributes: readonly AttributeColumns[];
  /** Users the model was fitted on. */
  readonly population: number;
  /** How many users have each interest: [interest id, users], by id. */
  readonly interestUsers: readonly (readonly [id: number, users: number])[];
  /** Likes over decisions; `null` without decisions, and behaviour is off. */
  readonly likeRate: number | null;
  /** Mean raw score of eligible pairs. */
  readonly meanRaw: number;
  /** Raw scores at evenly spaced ranks of eligible pairs, ascending, from the 0th to the 100th percentile. */
  readonly quantiles: readonly number[];
  /** Score from which a match can be of tier A. */
  readonly tierScore: number;
  /** Changes with the settings and the code, never by fitting again. */
  readonly settingsDigest: string;
  /** Changes with anything that changes a score. */
  readonly digest: string;
}
