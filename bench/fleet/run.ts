import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { COSTS_FILE, readCosts } from './costs.js';
import { disksOf } from './disks.js';
import { reportText, type FleetReport } from './fleet-report.js';
import { idleOf } from './idle.js';
import { measureCosts } from './measure/measure-costs.js';
import { seriesOf } from './saturation.js';
import { HANDLER_MS, SETUPS, WORKERS } from './scenarios.js';
import { shapesOf } from './shapes.js';
import { compareFleets } from './validation/compare.js';

const HELP = `Fleets of 1 to 1,000 workers, simulated on measured costs: how much they do, and what holds them up.

  --quick       fewer sizes of fleets
  --json        one JSON document
  --validate    measure real fleets of 1, 2 and 4 processes too, and compare (Linux; some minutes)
  --measure     measure the costs anew on engines of this program's own, and write costs.json (Linux; some minutes)

The simulation reads costs.json and no clock: the same file gives the same tables. To measure Redis, redis-server or
valkey-server is on the PATH.`;

const QUICK = [1, 16, 256];

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    validate: { type: 'boolean', default: false },
    measure: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) console.log(HELP);
else await main(values);

async function main({ quick, json, validate, measure }: Omit<typeof values, 'help'>): Promise<void> {
  const say = (text: string): void => console.error(text);
  const effort = quick ? { rounds: 2, runs: 300 } : { rounds: 5, runs: 1_000 };
  if (measure) await writeFile(COSTS_FILE, `${JSON.stringify(await measureCosts(effort, say), rounded, 2)}\n`);
  const costs = await readCosts();
  const sizes = quick ? QUICK : WORKERS;
  const series = SETUPS.flatMap((setup) => HANDLER_MS.map((handlerMs) => seriesOf(costs, setup, { handlerMs, sizes })));
  const comparisons = validate ? await compareFleets(costs, { rounds: quick ? 1 : 5, say }) : [];
  const idle = idleOf(costs, quick ? QUICK : [1, 16, 64, 256, 1_000]);
  const report: FleetReport = { costs, series, shapes: shapesOf(costs), disks: disksOf(costs), idle, comparisons };
  console.log(json ? JSON.stringify(report, null, 2) : reportText(report));
}

/** Costs to the nanosecond are noise beyond the sixth digit. */
function rounded(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toPrecision(4)) : value;
}
