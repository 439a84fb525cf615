import { existsSync, readFileSync } from 'node:fs';
import type { SqlStore } from '@nightshift/adapters-postgres';
import { judgeFaults, type FaultVerdict, type SurvivingRun } from '@nightshift/testing';
import { PIECES } from './fault-job.js';
import { WorkTable } from './work-table.js';

const PAGE = 1_000;

/** Reads what a fleet left behind, and judges it. */
export async function judge(
  store: SqlStore,
  enqueued: readonly string[],
  {
    schema,
    settledFile,
    timesCount,
  }: { readonly schema: string; readonly settledFile: string; readonly timesCount: boolean },
): Promise<FaultVerdict> {
  const work = await new WorkTable(store.database, schema).read();
  return judgeFaults({
    enqueued,
    pieces: PIECES,
    runs: await allRuns(store),
    work,
    settled: linesOf(settledFile),
    timesCount,
  });
}

/** The whole lines of a file; a process that is killed leaves none half written. */
export function linesOf(file: string): string[] {
  return existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
    : [];
}

async function allRuns(store: SqlStore): Promise<SurvivingRun[]> {
  const all: SurvivingRun[] = [];
  for (let after: string | null | undefined; after !== null;) {
    const page = await store.read.list({}, { limit: PAGE, ...(after !== undefined && { after }) });
    all.push(...page.runs);
    after = page.next;
  }
  return all;
}
