import { parseArgs } from 'node:util';
import { ENGINE_NAMES, type EngineName } from './engine.js';

/** What the command line asks for. */
export interface Settings {
  /** Names of scenarios; all when empty. */
  readonly scenarios: readonly string[];
  /** Names of engines; all that this machine has when empty. */
  readonly engines: readonly EngineName[];
  /** Few runs per scenario, and the engines side by side. */
  readonly isQuick: boolean;
  /** Runs per scenario; null for what the engine thinks right. */
  readonly runs: number | null;
  readonly seed: number;
  /** How long a handler rests in each piece of its work, in milliseconds; null for what the engine thinks right. */
  readonly pieceMs: number | null;
  readonly breaks: Break | null;
}

/** A defect on purpose: the store says that a lease is held whatever it finds. */
export type Break = 'fence';

const HELP = `Usage: pnpm test:faults [options]

  --scenario <name>   only this one; may be given again
  --engine <name>     only this one of ${ENGINE_NAMES.join(', ')}; may be given again
  --runs <count>      runs per scenario
  --quick             few runs that rest, and the engines side by side
  --seed <number>     of the random moments; the time of day unless given
  --piece-ms <ms>     how long a handler rests in each piece of its work
  --break fence       a store that takes writes without a lease, which must be caught
`;

/** @throws Error for what is no option, no engine, or no number. */
export function readSettings(args: readonly string[]): Settings | { readonly help: string } {
  const { values } = parseArgs({
    args: [...args],
    options: {
      scenario: { type: 'string', multiple: true, default: [] },
      engine: { type: 'string', multiple: true, default: [] },
      runs: { type: 'string' },
      quick: { type: 'boolean', default: false },
      seed: { type: 'string' },
      'piece-ms': { type: 'string' },
      break: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return { help: HELP };
  if (values.break !== undefined && values.break !== 'fence') {
    throw new Error(`--break: expected "fence", received "${values.break}"`);
  }
  return {
    scenarios: values.scenario,
    engines: values.engine.map(toEngine),
    isQuick: values.quick,
    runs: values.runs === undefined ? null : toCount('runs', values.runs),
    seed: toCount('seed', values.seed ?? String(Date.now() % 1_000_000)),
    pieceMs: values['piece-ms'] === undefined ? null : toCount('piece-ms', values['piece-ms']),
    breaks: values.break ?? null,
  };
}

function toEngine(text: string): EngineName {
  const name = ENGINE_NAMES.find((known) => known === text);
  if (name === undefined) throw new Error(`--engine: expected one of ${ENGINE_NAMES.join(', ')}; received "${text}"`);
  return name;
}

function toCount(option: string, text: string): number {
  const count = Number(text);
  if (Number.isSafeInteger(count) && count >= 0) return count;
  throw new Error(`--${option}: expected a whole number of 0 or more, received "${text}"`);
}
