import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileWorkspace } from '../scripts/compiled-workspace/compile-workspace.js';
import { contest, type Contest } from './contest.js';
import type { SharedServer } from './engine.js';
import { pglite } from './engines/pglite.js';
import { postgresPair } from './engines/postgres-pair.js';
import { postgres } from './engines/postgres.js';
import { redisCluster } from './engines/redis-cluster.js';
import { redis } from './engines/redis.js';
import { faultsOf, table, type Row } from './report.js';
import type { Scenario } from './scenario.js';
import { dropped } from './scenarios/dropped.js';
import { embeddedKilled } from './scenarios/embedded-killed.js';
import { embeddedTurnedClock } from './scenarios/embedded-turned-clock.js';
import { failover } from './scenarios/failover.js';
import { fleet } from './scenarios/fleet.js';
import { frozen } from './scenarios/frozen.js';
import { killed } from './scenarios/killed.js';
import { restarted } from './scenarios/restarted.js';
import { turnedClocks } from './scenarios/turned-clocks.js';
import { unheard } from './scenarios/unheard.js';
import { readSettings, type Settings } from './settings.js';

// Strikes real worker processes on real databases, and counts what was lost and what was done twice.

const shared: readonly Scenario<SharedServer>[] = [killed, frozen, restarted, dropped, unheard, turnedClocks, fleet];

const contests = [
  contest(postgres, shared),
  contest(postgresPair, [failover]),
  contest(pglite, [embeddedKilled, embeddedTurnedClock]),
  contest(redis, shared),
  contest(redisCluster, shared),
];

const settings = readSettings(process.argv.slice(2));
if ('help' in settings) console.log(settings.help);
// By then every server is stopped. A client that was cut off from one may still be trying to reach it.
else process.exit(await strike(settings));

async function strike(given: Settings): Promise<number> {
  checkNames(given.scenarios);
  console.log(`seed ${String(given.seed)}`);
  const folder = await mkdtemp(join(tmpdir(), 'nightshift-faults-'));
  const meant = contests.filter((each) => isMeant(each, given));
  const missing = meant.filter((each) => each.whyNot() !== undefined);
  for (const each of missing) console.log(`${each.engine} skipped: ${String(each.whyNot())}`);
  try {
    const rows = await strikeEach(
      meant.filter((each) => !missing.includes(each)),
      given,
      folder,
    );
    console.log(`\n${table(rows)}`);
    // Who asks for an engine by name does not want to hear that all is well without it.
    const isCut = missing.length > 0 && given.engines.length > 0;
    return !isCut && rows.length > 0 && rows.every((row) => faultsOf(row).length === 0) ? 0 : 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function strikeEach(meant: readonly Contest[], given: Settings, folder: string): Promise<Row[]> {
  const compiled = join(folder, 'compiled');
  await compileWorkspace(compiled);
  const place = { folder, program: join(compiled, 'faults/worker.js') };
  if (given.isQuick) return sideBySide(meant.map((each) => each.strike(given, place)));
  const rows: Row[] = [];
  for (const each of meant) rows.push(...(await each.strike(given, place)));
  return rows;
}

/** Runs that rest leave the machine to other engines. Each engine comes to its end, and stops its servers, whatever happens to another. */
async function sideBySide(struck: readonly Promise<Row[]>[]): Promise<Row[]> {
  const failed = (await Promise.allSettled(struck)).find((each) => each.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return (await Promise.all(struck)).flat();
}

function isMeant({ engine, scenarios }: Contest, given: Settings): boolean {
  const isChosen = scenarios.some((name) => given.scenarios.length === 0 || given.scenarios.includes(name));
  return isChosen && (given.engines.length === 0 || given.engines.includes(engine));
}

/** @throws Error for a name that no scenario has. */
function checkNames(names: readonly string[]): void {
  const known = [...new Set(contests.flatMap(({ scenarios }) => scenarios))];
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`--scenario: expected one of ${known.join(', ')}; received "${unknown}"`);
}
