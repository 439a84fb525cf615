import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandom } from '@nightshift/testing';
import { startPostgres } from './postgres-server.js';
import { faultsOf, table, type Row } from './report.js';
import type { Scenario } from './scenario.js';
import { dropped } from './scenarios/dropped.js';
import { embeddedKilled } from './scenarios/embedded-killed.js';
import { embeddedTurnedClock } from './scenarios/embedded-turned-clock.js';
import { frozen } from './scenarios/frozen.js';
import { killed } from './scenarios/killed.js';
import { restarted } from './scenarios/restarted.js';
import { turnedClocks } from './scenarios/turned-clocks.js';
import { unheard } from './scenarios/unheard.js';
import { readSettings, type Settings } from './settings.js';

// Strikes real worker processes on real databases, and counts what was lost and what was done twice.

const scenarios: readonly Scenario[] = [
  killed,
  frozen,
  restarted,
  dropped,
  unheard,
  turnedClocks,
  embeddedKilled,
  embeddedTurnedClock,
];

const settings = readSettings(process.argv.slice(2));
if ('help' in settings) console.log(settings.help);
else process.exitCode = await strike(settings);

async function strike(given: Settings): Promise<number> {
  const chosen = choose(given.scenarios);
  console.log(`${String(given.runs)} runs per scenario, seed ${String(given.seed)}`);
  const folder = await mkdtemp(join(tmpdir(), 'nightshift-faults-'));
  const server = await startPostgres();
  const rows: Row[] = [];
  try {
    for (const [index, scenario] of chosen.entries()) {
      const random = seededRandom(given.seed + index);
      const startedAt = performance.now();
      const own = await mkdtemp(join(folder, 'scenario-'));
      const result = await scenario.run({ settings: given, server, random, folder: own });
      const row = { scenario, result, seconds: (performance.now() - startedAt) / 1_000 };
      rows.push(row);
      const faults = faultsOf(row);
      console.log([`${scenario.name}: ${faults.length === 0 ? 'survived' : 'FAILED'}`, ...faults].join('\n  '));
    }
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
  console.log(`\n${table(rows)}`);
  return rows.every((row) => faultsOf(row).length === 0) ? 0 : 1;
}

/** @throws Error for a name that no scenario has. */
function choose(names: readonly string[]): readonly Scenario[] {
  const known = scenarios.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`--scenario: expected one of ${known.join(', ')}; received "${unknown}"`);
  return names.length === 0 ? scenarios : scenarios.filter(({ name }) => names.includes(name));
}
