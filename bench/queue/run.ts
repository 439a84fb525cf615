import { build } from './build.js';
import type { ContestantName } from './contestants.js';
import { measureItself } from './itself/rounds.js';
import type { ItselfRow } from './itself/rows.js';
import { itselfTrials } from './itself/trials.js';
import { load, machine, newestNode, versionsOf } from './machine.js';
import { seriesReport, type Report } from './report.js';
import { measureRounds } from './rounds.js';
import { allSeries, type Series } from './series.js';
import { readSettings, type Settings } from './settings.js';
import { FULL, QUICK } from './sizes.js';
import { table } from './table.js';

// What is measured against itself.
const OURS: readonly ContestantName[] = ['nightshift on PostgreSQL', 'nightshift on Redis'];

const settings = readSettings(process.argv.slice(2));
if ('help' in settings) console.log(settings.help);
else process.exitCode = await main(settings);

async function main(settings: Settings): Promise<number> {
  const { quick, json, rounds, engine, only } = settings;
  const startedAt = performance.now();
  const left = ({ slowToBegin }: Series): boolean => quick && engine === '' && slowToBegin;
  const all = only === null ? allSeries(quick ? QUICK : FULL) : [];
  const series = all.filter((one) => isOn(one.engine.title) && !left(one));
  const trials = itselfTrials(settings).filter((trial) => isOn(trial.engine));
  if (series.length + trials.length === 0) throw new Error(`--engine: no engine has "${engine}" in its title`);
  const execPath = await newestNode();
  const launch = { execPath, ...(await build()) };
  const loadBefore = load();
  const onRound = (round: number): void => {
    const seconds = Math.round((performance.now() - startedAt) / 1_000);
    console.error(`round ${round} of ${rounds} done after ${seconds} s`);
  };
  const onRow = ({ engine: on, title }: ItselfRow): void => {
    console.error(`${on}, ${title}: done after ${Math.round((performance.now() - startedAt) / 1_000)} s`);
  };
  const outcomes = series.length === 0 ? [] : await measureRounds(series, { launch, rounds, onRound });
  const itself = await measureItself(trials, { launch, onRow });
  const report: Report = {
    benchmark: 'queue',
    machine: await machine(execPath, loadBefore),
    versions: await versionsOf([...OURS, ...series.flatMap(namesIn)]),
    rounds,
    seconds: (performance.now() - startedAt) / 1_000,
    series: outcomes.map(seriesReport),
    itself,
  };
  console.log(json ? JSON.stringify(report, null, 2) : table(report));
  return hasRefusal(report) ? 1 : 0;

  function isOn(title: string): boolean {
    return title.toLowerCase().includes(engine);
  }
}

function namesIn({ trials }: Series): ContestantName[] {
  return trials.flatMap(({ contestants, behind }) => [...contestants, ...(behind?.contestants ?? [])]);
}

function hasRefusal({ series, itself }: Report): boolean {
  return (
    series.some((one) => 'rows' in one && one.rows.some(({ comparison }) => comparison.kind === 'refused')) ||
    itself.some(({ verdict }) => verdict.kind === 'refused')
  );
}
