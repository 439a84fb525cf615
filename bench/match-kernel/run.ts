import { parseArgs } from 'node:util';
import { checkAgreement } from './agreement.js';
import { contestants } from './contestants.js';
import { machine, table } from './report.js';
import { measureRounds } from './rounds.js';

const HELP = `Exact reciprocal top-200 matching: naive objects, typed arrays and the compiled kernel, interleaved in one run.

  --users N     population (default 50000)
  --dims N      columns of a user's vector, an even number from 20 (default 64)
  --limited X   share of users with a distance limit (default 0: nationwide)
  --rounds N    rounds, at least 5 (default 7)
  --seconds X   CPU time per contestant and round (default 1)
  --quick       10000 users, 5 rounds of 0.3 s
  --json        one JSON document instead of the table

A ratio is printed only when all contestants gave the same lists.`;

const { values } = parseArgs({
  options: {
    users: { type: 'string' },
    dims: { type: 'string', default: '64' },
    limited: { type: 'string', default: '0' },
    rounds: { type: 'string' },
    seconds: { type: 'string' },
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

function number(name: 'users' | 'dims' | 'limited' | 'rounds' | 'seconds', preset: number, least: number): number {
  const value = Number(values[name] ?? preset);
  if (value >= least) return value;
  throw new RangeError(`--${name} must be a number of at least ${least}, received ${values[name]}`);
}

function main(): void {
  const population = {
    users: number('users', values.quick ? 10_000 : 50_000, 1_000),
    dims: number('dims', 64, 20),
    limited: number('limited', 0, 0),
  };
  const rounds = {
    rounds: number('rounds', values.quick ? 5 : 7, 5),
    seconds: number('seconds', values.quick ? 0.3 : 1, 0.05),
  };
  const field = contestants(population);
  const agreement = checkAgreement(field);
  const results = measureRounds(field, rounds);
  const document = { benchmark: 'match-kernel', machine: machine(), population, ...rounds, agreement, results };
  console.log(values.json ? JSON.stringify(document, null, 2) : table(document));
  if (!agreement.same) process.exitCode = 1;
}

if (values.help) console.log(HELP);
else main();
