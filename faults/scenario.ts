import type { Random } from '@nightshift/core';
import type { Settings } from './settings.js';
import type { Verdict } from './judge.js';

/** What every scenario gets. */
export interface Surroundings<Server> {
  readonly settings: Settings;
  readonly runs: number;
  readonly pieceMs: number;
  readonly server: Server;
  /** Chance of this scenario's own, from the seed. */
  readonly random: Random;
  /** A folder of this scenario's own. */
  readonly folder: string;
  /** The program of a worker process. */
  readonly program: string;
  /** Tells whoever watches. */
  say(line: string): void;
}

/** A kind of fault, and a fleet that has to survive it. */
export interface Scenario<Server> {
  readonly name: string;
  run(surroundings: Surroundings<Server>): Promise<ScenarioResult>;
}

export interface ScenarioResult extends Verdict {
  /** How often the fault struck. */
  readonly faults: number;
  /** What else went wrong, in words. */
  readonly complaints: readonly string[];
}

/** Then faults strike no more: a slow machine gets the chance to show that nothing is lost. */
export const STRIKES_END_MS = 30_000;

/** A number of the range, by chance. */
export function between(random: Random, least: number, most: number): number {
  return least + Math.floor(random() * (most - least));
}

/** One of them, by chance. */
export function oneOf<Item>(random: Random, items: readonly Item[]): Item {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new Error('Expected something to choose from; received an empty list');
  return item;
}
