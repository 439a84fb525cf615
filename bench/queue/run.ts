import { build } from './build.js';
import type { ContestantName } from './contestants.js';
import { load, machine, newestNode, versionsOf } from './machine.js';
import { seriesReport, type Report } from './report.js';
import { measureRounds } from './rounds.js';
import { allSeries, type Series } from './series.js';
import { readSettings, type Settings } from './settings.js';
import { FULL, QUICK } from './sizes.js';
import { table } from './table.js';

const settings = readSettings(process.argv.slice(2));
if ('help' in settings) console.log(settings.help);
else process.exitCode = await main(settings);

async function main({ quick, json, rounds, engine }: Settings): Promise<number> {
  const startedAt = performance.now();
  const series = allSeries(quick ? QUICK : FULL).filter((one) => one.engine.title.toLowerCase().includes(engine));
  if (series.length === 0) throw new Error(`--engine: no engine has "${engine}" in its title`);
  const execPath = await newestNode();
  const launch = { execPath, ...(await build()) };
  const loadBefore = load();
  const onRound = (round: number): void => {
    const seconds = Math.round((performance.now() - startedAt) / 1_000);
    console.error(`round ${round} of ${rounds} done after ${seconds} s`);
  };
  const outcomes = await measureRounds(series, { launch, rounds, onRound });
  const report: Report = {
    benchmark: 'queue',
    machine: await machine(execPath, loadBefore),
    versions: await versionsOf(series.flatMap(namesIn)),
    rounds,
    seconds: (performance.now() - startedAt) / 1_000,
    series: outcomes.map(seriesReport),
  };
  console.log(json ? JSON.stringify(report, null, 2) : table(report));
  return hasRefusal(report) ? 1 : 0;
}

function namesIn({ trials }: Series): ContestantName[] {
  return trials.flatMap(({ contestants, behind }) => [...contestants, ...(behind?.contestants ?? [])]);
}

function hasRefusal({ series }: Report): boolean {
  return series.some((one) => 'rows' in one && one.rows.some(({ comparison }) => comparison.kind === 'refused'));
}
