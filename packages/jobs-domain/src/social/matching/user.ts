/** Importance of a wish, in OkCupid's points: irrelevant, a little, somewhat, very, mandatory. */
export type Importance = 0 | 1 | 10 | 50 | 250;

/** A wish about one categorical attribute of the other user; any of the accepted values satisfies it. */
export interface SoftPreference {
  readonly attribute: string;
  readonly accepts: readonly string[];
  readonly importance: Importance;
}

/** How others decided about a user, and how the user decided about others. */
export interface BehaviourCounts {
  /** Likes among the times the user was shown. */
  readonly likesReceived: number;
  /** Times the user was shown to somebody who then decided. */
  readonly shown: number;
  /** Likes among the users this user decided about. */
  readonly likesGiven: number;
  /** Users this user decided about. */
  readonly seen: number;
}

/** An interest of a user; the weight in (0, 1] says how sure it is. */
export interface WeightedInterest {
  readonly id: number;
  readonly weight: number;
}

/** Degrees, north and east positive. */
export interface Location {
  readonly lat: number;
  readonly lon: number;
}

/**
 * Everything matching knows about one user, as plain data.
 *
 * Only users that may be shown belong in a population: the caller leaves out hidden, closed and unfinished accounts.
 */
export interface MatchUser {
  /** Positive safe integer. */
  readonly id: number;
  /** Percentile of each trait in [0, 1]; every user of a population has the same traits in the same order. */
  readonly traits: readonly number[];
  /** What the user wishes of the other, per trait; `null` (and a missing list) means "like me". */
  readonly ideals?: readonly (number | null)[];
  /** Importance per trait, in trait order. */
  readonly importance: readonly Importance[];
  readonly preferences: readonly SoftPreference[];
  /** The user's own categorical attributes, one value each. */
  readonly attributes: Readonly<Record<string, string>>;
  /** One bit of 1, 2, 4, ... 128. */
  readonly gender: number;
  /** The gender bits the user looks for. */
  readonly seeks: number;
  /** Years; the range is inclusive at both ends. */
  readonly age: number;
  readonly ageMin: number;
  readonly ageMax: number;
  /** `null` when unknown: such a user meets only those without a distance limit, and others without a place. */
  readonly location: Location | null;
  /** Largest distance in kilometres; `null` for no limit. A pair obeys the smaller of its two limits. */
  readonly maxKm: number | null;
  /** How well the traits are known, in [0, 1]. */
  readonly confidence: number;
  readonly behaviour: BehaviourCounts;
  readonly interests: readonly WeightedInterest[];
  /**
   * Ids that never enter this user's list: blocked, hidden, already decided. One-sided, so that somebody who was liked
   * can still find the one who liked; a block is written on both users.
   */
  readonly excluded: readonly number[];
}
