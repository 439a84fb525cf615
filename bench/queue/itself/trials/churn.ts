import pg from 'pg';
import { storeOn, TITLES } from '../grounds.js';
import { withProcesses, type Running, type Start } from '../processes.js';
import { tableSizes, type TableSizes } from '../table-sizes.js';
import type { Call, WorkResult } from '../tasks/work.js';
import type { Sample, Setting, Trial } from '../trial.js';
import { faultsOf } from '../work-check.js';

/** How long runs go through a table. */
export interface ChurnSizes {
  readonly runs: number;
  /** However many there were then. */
  readonly seconds: number;
  /** How many are enqueued and not settled, at most. */
  readonly backlog: number;
}

const CONCURRENCY = 100;
// By default autovacuum looks at a database once a minute. Until then dead rows keep their place, so halves that are shorter
// tell how much went through, and nothing about where it ends.
const VACUUM_EVERY_S = 60;
// The first tenth is the start: the tables are as large then as the backlog makes them.
const PARTS = 10;

/** Runs that come and go at the same time, with their history kept: what claims cost in the end, and what the tables weigh. */
export function churnTrial(sizes: ChurnSizes): Trial {
  const most = sizes.runs.toLocaleString('en');
  const note = `as many of ${most} runs as go in ${sizes.seconds} s, ${sizes.backlog.toLocaleString('en')} at a time`;
  const isLong = sizes.seconds >= 4 * VACUUM_EVERY_S;
  return {
    engine: TITLES.postgres,
    rounds: 1,
    quiet: false,
    rows: [
      {
        title: 'churn: claim of a run in the last tenth, against the second',
        unit: 'µs',
        figure: ['claim in the last tenth', 'claim in the second tenth'],
        target: { atMost: 1.2 },
        note,
      },
      {
        title: 'churn: tables and indexes of unfinished runs, most in the second half against the first',
        unit: 'MB',
        figure: ['unfinished runs, second half', 'unfinished runs, first half'],
        target: isLong ? { atMost: 1.2 } : null,
        ...(!isLong && { note: 'no target: autovacuum looks once a minute; `--only churn` takes several of them' }),
      },
      { title: 'churn: runs through the table', unit: 'runs', figure: 'runs', target: null },
      { title: 'churn: enqueued and drained at the same time', unit: 'runs/s', figure: 'runs/s', target: null },
      { title: 'churn: history with its indexes', unit: 'B a run', figure: 'history', target: null },
    ],
    missing: (grounds) => grounds.postgres.missing(),
    begin: (setting) => Promise.resolve({ measure: () => measure(setting, sizes), end: () => Promise.resolve() }),
  };
}

async function measure({ launch, grounds }: Setting, sizes: ChurnSizes): Promise<Sample> {
  const ground = await grounds.postgres.ground();
  const client = new pg.Client(ground.place.url ?? '');
  try {
    await client.connect();
    const store = storeOn('postgres', ground);
    const look = (): Promise<TableSizes> => tableSizes(client, ground.place.space);
    const churned = await withProcesses(launch, (start) => churn({ start, store, look }, sizes));
    return sampleOf(churned);
  } finally {
    await client.end();
    await ground.close();
  }
}

interface Churned {
  readonly acknowledged: number;
  readonly work: WorkResult;
  /** In order, from the moment when the backlog was first full. */
  readonly looks: readonly TableSizes[];
}

interface Churning {
  readonly start: Start;
  readonly store: ReturnType<typeof storeOn>;
  readonly look: () => Promise<TableSizes>;
}

async function churn({ start, store, look }: Churning, { runs, seconds, backlog }: ChurnSizes): Promise<Churned> {
  const filling = { kind: 'fill', first: 0, runs, warmUp: 0, limited: false, lanes: 1, paced: true } as const;
  const feeder = start<'fill'>({ store, task: filling });
  await feeder.ready;
  feeder.tell({ kind: 'allow', runs: backlog });
  const working = { kind: 'work', limited: false, leaseMs: null, handler: 'nothing', fills: 0, first: 0 } as const;
  const worker = start<'work'>({ store, task: { ...working, concurrency: CONCURRENCY } });
  await worker.ready;
  worker.onProgress(() => feeder.tell({ kind: 'allow', runs: worker.progress().settled + backlog }));
  const looks = await watchSizes(worker, look, { runs, untilMs: performance.now() + seconds * 1_000 });
  feeder.tell({ kind: 'stop' });
  const { acknowledged } = await feeder.answer;
  await worker.until(({ settled }) => settled >= acknowledged);
  worker.tell({ kind: 'stop' });
  return { acknowledged, work: await worker.answer, looks };
}

const LOOK_EVERY = 5_000;

/** Looks after every few thousand runs, until all are settled or the time is over. */
async function watchSizes(
  worker: Running<'work'>,
  look: () => Promise<TableSizes>,
  { runs, untilMs }: { readonly runs: number; readonly untilMs: number },
): Promise<TableSizes[]> {
  const looks: TableSizes[] = [];
  for (let next = LOOK_EVERY; next <= runs && performance.now() < untilMs; next += LOOK_EVERY) {
    await worker.until(({ settled }) => settled >= next);
    looks.push(await look());
  }
  return looks;
}

function sampleOf({ acknowledged, work, looks }: Churned): Sample {
  const { settledAt, claims, counts } = work;
  const [from, to] = [settledAt[0] ?? Number.NaN, settledAt.at(-1) ?? Number.NaN];
  const part = (to - from) / PARTS;
  const half = Math.ceil(looks.length / 2);
  const mostOf = (some: readonly TableSizes[]): number => Math.max(...some.map(({ hot }) => hot)) / 2 ** 20;
  return {
    figures: {
      'claim in the second tenth': claimMicros(claims, from + part, from + 2 * part),
      'claim in the last tenth': claimMicros(claims, to - part, to),
      'unfinished runs, first half': mostOf(looks.slice(0, half)),
      'unfinished runs, second half': mostOf(looks.slice(half)),
      history: (looks.at(-1)?.history ?? Number.NaN) / settledAt.length,
      runs: settledAt.length,
      'runs/s': settledAt.length / ((to - from) / 1_000),
    },
    faults: faultsOf([work], counts, { before: acknowledged, finishedBefore: 0 }),
  };
}

/** Microseconds that claims took for each run that they gave. */
function claimMicros(claims: readonly Call[], from: number, to: number): number {
  const within = claims.filter(({ at }) => at >= from && at < to);
  const sum = (of: (call: Call) => number): number => within.reduce((total, call) => total + of(call), 0);
  return (sum(({ ms }) => ms) / sum(({ runs }) => runs)) * 1_000;
}
