import pg from 'pg';
import type { Ground } from '../../engines/engine.js';
import type { Portion } from '../../order.js';
import { drain } from '../drain.js';
import { fillRuns } from '../fill-runs.js';
import { storeOn, TITLES } from '../grounds.js';
import { withProcesses } from '../processes.js';
import type { BareResult, BareTask } from '../tasks/bare.js';
import { inTurns, type Sample, type Setting, type Trial } from '../trial.js';
import { faultsOf } from '../work-check.js';

/** What is done with the library and without. */
export interface FloorSizes {
  readonly runs: Portion;
  readonly rounds: number;
}

const TARGET = { atLeast: 0.6 };
const SCHEMA = 'floor';

/** The library against the bare statements in the batch sizes that it had, on empty copies of its own two tables. */
export function floorTrial(sizes: FloorSizes): Trial {
  return {
    engine: TITLES.postgres,
    rounds: sizes.rounds,
    quiet: false,
    rows: [
      {
        title: 'enqueue in bulks of 1,000, against the bare insert',
        unit: 'runs/s',
        figure: ['enqueue', 'bare insert'],
        target: TARGET,
      },
      {
        title: 'drain, against the bare claim and settle in the same batches',
        unit: 'runs/s',
        figure: ['drain', 'bare claim and settle'],
        target: TARGET,
      },
    ],
    missing: (grounds) => grounds.postgres.missing(),
    begin(setting) {
      const batches: Batches = { claims: [], settles: [] };
      return Promise.resolve({
        measure: (round) => measure({ ...setting, batches }, sizes.runs, round),
        end: () => Promise.resolve(),
      });
    },
  };
}

/** Sizes of the batches that the library made last. */
interface Batches {
  claims: number[];
  settles: number[];
}

async function measure(
  { launch, grounds, batches }: Setting & { readonly batches: Batches },
  runs: Portion,
  round: number,
): Promise<Sample> {
  const total = runs.warmUp + runs.measured;
  const figures: Record<string, number> = {};
  const faults: string[] = [];
  const ground = await grounds.postgres.ground();
  const store = storeOn('postgres', ground);
  const library = async (): Promise<void> => {
    const { perSecond } = await fillRuns(launch, store, { first: 0, runs: total, warmUp: runs.warmUp });
    const drained = await drain(launch, { store, workers: 1, runs, concurrency: 100 });
    faults.push(...faultsOf(drained.results, drained.left, { before: total, finishedBefore: 0 }));
    batches.claims = drained.results.flatMap(({ claims }) => claims.map((call) => call.runs));
    batches.settles = drained.results.flatMap(({ settles }) => settles.map((call) => call.runs));
    figures['enqueue'] = perSecond;
    figures['drain'] = drained.perSecond;
  };
  const statements = async (): Promise<void> => {
    const task = { kind: 'bare', url: ground.place.url ?? '', schema: SCHEMA, runs, ...batches } as const;
    const { insertPerSecond, drainPerSecond } = await doBarely(ground, task);
    figures['bare insert'] = insertPerSecond;
    figures['bare claim and settle'] = drainPerSecond;
  };
  const doBarely = async (on: Ground, task: BareTask): Promise<BareResult> => {
    await copyTables(on);
    const result = await withProcesses(launch, (start) => start<'bare'>({ store, task }).answer);
    const finished = await finishedIn(on);
    if (finished !== total) faults.push(`bare statements: finished runs: expected ${total}, found ${finished}`);
    return result;
  };
  try {
    // The tables that are copied have to be there, and the sizes of the batches.
    await fillRuns(launch, store, { first: 0, runs: 0 });
    await inTurns(batches.claims.length === 0 ? 0 : round, [library, statements]);
  } finally {
    await ground.close();
  }
  return { figures, faults };
}

/** Empty copies of the library's tables of runs, with their columns, indexes and settings. */
async function copyTables({ place: { url, space } }: Ground): Promise<void> {
  const client = new pg.Client(url ?? '');
  await client.connect();
  await client.query(`create schema "${SCHEMA}"`);
  for (const table of ['run', 'run_history']) {
    await client.query(`create table "${SCHEMA}"."${table}" (like "${space}"."${table}" including all)`);
    const { rows } = await client.query<{ settings: string | null }>(
      `select array_to_string(reloptions, ', ') as settings from pg_class where oid = format('%I.%I', $1::text, $2::text)::regclass`,
      [space, table],
    );
    const settings = rows[0]?.settings ?? null;
    if (settings !== null) await client.query(`alter table "${SCHEMA}"."${table}" set (${settings})`);
  }
  await client.end();
}

async function finishedIn({ place: { url } }: Ground): Promise<number> {
  const client = new pg.Client(url ?? '');
  await client.connect();
  const { rows } = await client.query<{ count: string }>(`select count(*) from "${SCHEMA}".run_history`);
  await client.end();
  return Number(rows[0]?.count ?? 0);
}
