/** The areas of a report, in the order in which they are stored. */
export const AREAS = ['communication', 'lifestyle', 'values', 'interests'] as const;

/** One area of a report. */
export type Area = (typeof AREAS)[number];

/** An area that traits and attributes can belong to. */
export type DescribedArea = Exclude<Area, 'interests'>;

/** What a trait is called, and the area it counts in; `null` for a trait that no area shows. */
export interface DescribedTrait {
  /** In the middle of a sentence: "openness", "how direct you are". */
  readonly label: string;
  readonly area: DescribedArea | null;
}

/** What a categorical attribute is called, and the area in which wishes about it count. */
export interface DescribedAttribute {
  readonly attribute: string;
  readonly label: string;
  readonly area: DescribedArea;
}

/**
 * What the traits and attributes of a population mean. The order is part of stored reason codes: new entries go to the
 * end.
 */
export interface CompatibilityLayout {
  /** One per trait, in trait order. */
  readonly traits: readonly DescribedTrait[];
  readonly attributes: readonly DescribedAttribute[];
}
