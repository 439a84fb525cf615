import type { Launch } from '../processes.js';
import type { Grounds } from './grounds.js';

/** What rows are drawn from: figures of one round by their names, and why they are none, such as a run that was lost. */
export interface Sample {
  readonly figures: Readonly<Record<string, number>>;
  readonly faults: readonly string[];
}

/** What a row is held to. */
export type Target = { readonly atLeast: number } | { readonly atMost: number };

/** A line of the table. */
export interface RowPlan {
  readonly title: string;
  readonly unit: string;
  /** The figure that is held to the target, or two whose ratio is: the first over the second. */
  readonly figure: string | readonly [string, string];
  /** Null for a row that is told and bound to nothing. */
  readonly target: Target | null;
  /** What limits it, or how it was measured. */
  readonly note?: string;
}

/** Where and how a trial is measured. */
export interface Setting {
  readonly launch: Launch;
  readonly grounds: Grounds;
}

/** Measured together, round by round. */
export interface Trial {
  /** What it is measured on, in a word or two. */
  readonly engine: string;
  readonly rows: readonly RowPlan[];
  /** At most so many rounds. */
  readonly rounds: number;
  /** Whether it takes next to nothing of the machine, so that it can be measured with others like it. */
  readonly quiet: boolean;
  /** Why it cannot be had here, or null. */
  missing(grounds: Grounds): Promise<string | null>;
  /** Prepares what all rounds work on. */
  begin(setting: Setting): Promise<Begun>;
}

export interface Begun {
  /** @param round - counted from 0; sides take turns in being the first. */
  measure(round: number): Promise<Sample>;
  end(): Promise<void>;
}

/** Does the sides of a round one after the other, the first of them another in each round. */
export async function inTurns(round: number, sides: readonly (() => Promise<void>)[]): Promise<void> {
  const first = round % sides.length;
  for (const side of [...sides.slice(first), ...sides.slice(0, first)]) await side();
}
