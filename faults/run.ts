import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contest } from './contest.js';
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
else process.exitCode = await strike(settings);

async function strike(given: Settings): Promise<number> {
  checkNames(given.scenarios);
  console.log(`seed ${String(given.seed)}`);
  const folder = await mkdtemp(join(tmpdir(), 'nightshift-faults-'));
  const rows: Row[] = [];
  let isCut = false;
  try {
    for (const each of contests) {
      const isMeant = each.scenarios.some((name) => given.scenarios.length === 0 || given.scenarios.includes(name));
      if (!isMeant || (given.engines.length > 0 && !given.engines.includes(each.engine))) continue;
      const reason = each.whyNot();
      if (reason === undefined) rows.push(...(await each.strike(given, folder)));
      else console.log(`\n${each.engine}: skipped, ${reason}`);
      // Who asks for an engine by name does not want to hear that all is well without it.
      isCut ||= reason !== undefined && given.engines.length > 0;
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  console.log(`\n${table(rows)}`);
  return !isCut && rows.length > 0 && rows.every((row) => faultsOf(row).length === 0) ? 0 : 1;
}

/** @throws Error for a name that no scenario has. */
function checkNames(names: readonly string[]): void {
  const known = [...new Set(contests.flatMap(({ scenarios }) => scenarios))];
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`--scenario: expected one of ${known.join(', ')}; received "${unknown}"`);
}
