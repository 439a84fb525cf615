import { parseArgs } from 'node:util';
import { ITSELF_NAMES, type ItselfName } from './itself/trials.js';

/** What the command line asks for. */
export interface Settings {
  readonly quick: boolean;
  readonly json: boolean;
  readonly rounds: number;
  /** Part of the title of the engines that are measured; all when empty. */
  readonly engine: string;
  /** The one thing that is measured, without peers and however long it takes; null for all. */
  readonly only: ItselfName | null;
}

const LEAST_ROUNDS = 5;

const HELP = `Job queues side by side: this library and its peers, the same work on the same servers, interleaved in one run.

  --engine X    only the engines whose title has X in it, such as redis or memory
  --rounds N    rounds, at least ${LEAST_ROUNDS} (default ${LEAST_ROUNDS})
  --only X      without peers, only what the library is measured against itself in, at its full size and however long it
                takes: ${ITSELF_NAMES.join(', ')}
  --quick       fewer runs and rows, below two minutes; PGlite only when --engine asks for it
  --json        one JSON document instead of the table

A ratio is ours to the best peer's, of the same round, and is printed only when both sides did the same work: the same
payload and server settings, every enqueue acknowledged, every run handled and settled once, as the store itself counts.`;

/** @throws Error for what is no option, or no number. */
export function readSettings(args: readonly string[]): Settings | { readonly help: string } {
  const { values } = parseArgs({
    args: [...args],
    options: {
      engine: { type: 'string', default: '' },
      only: { type: 'string' },
      rounds: { type: 'string', default: String(LEAST_ROUNDS) },
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return { help: HELP };
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < LEAST_ROUNDS) {
    throw new RangeError(`--rounds: expected a whole number of ${LEAST_ROUNDS} or more, received "${values.rounds}"`);
  }
  const only = ITSELF_NAMES.find((name) => name === values.only) ?? null;
  if (values.only !== undefined && only === null) {
    throw new RangeError(`--only: expected one of ${ITSELF_NAMES.join(', ')}, received "${values.only}"`);
  }
  return { quick: values.quick, json: values.json, rounds, engine: values.engine.toLowerCase(), only };
}
