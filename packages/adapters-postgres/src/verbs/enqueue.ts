import { checkNewRuns, NightshiftError, type EnqueueAnswer, type NewRun } from '@nightshift/core';
import { checkAllStorable } from '../hostile-text.js';
import type { SqlSession } from '../sql-session.js';
import { enqueuePlain, isPlain } from './enqueue-plain.js';
import { refuseKnown, toItem } from './new-run-item.js';

interface EnqueueOutcome {
  readonly known: readonly string[];
  readonly kept: readonly { readonly id: string; readonly job: string; readonly key: string }[];
  readonly unsettled: readonly string[];
}

const TRIES_IN_TRANSACTION = 10;

export async function enqueue(session: SqlSession, runs: readonly NewRun[], tx: unknown): Promise<EnqueueAnswer[]> {
  checkNewRuns(runs);
  checkAllStorable(runs);
  if (runs.every(isPlain)) return enqueuePlain(session, runs, tx);
  return runs.some(({ key, dedup }) => key !== null && dedup !== 'keep')
    ? enqueueByMode(session, runs, tx)
    : enqueueKept(session, runs, tx);
}

/** Keys are kept by who holds them, so one statement adds them all. */
async function enqueueKept(session: SqlSession, runs: readonly NewRun[], tx: unknown): Promise<EnqueueAnswer[]> {
  const first = firstOfEachKey(runs);
  const holders = new Map<string, string>();
  let missing = [...first.values()];
  for (let tries = TRIES_IN_TRANSACTION; missing.length > 0; tries--) {
    if (tries === 0)
      throw new NightshiftError('STORE_UNREACHABLE', 'The keys of these runs keep changing hands; enqueue them again');
    const outcome = await add(session, missing, tx);
    refuseKnown(outcome.known);
    for (const { id, job, key } of outcome.kept) holders.set(slot(job, key), id);
    // A key that another transaction held a moment ago is looked at again. Alone, the whole statement starts again by itself.
    const unsettled = new Set(outcome.unsettled);
    missing = missing.filter((run) => unsettled.has(run.id.toLowerCase()));
  }
  return runs.map((run) => answerFor(run, first, holders));
}

async function add(session: SqlSession, runs: readonly NewRun[], tx: unknown): Promise<EnqueueOutcome> {
  return session.askOne<EnqueueOutcome>(
    'enqueue',
    [session.now(), JSON.stringify(runs.map(toItem)), JSON.stringify(edgesOf(runs)), tx === undefined, session.channel],
    { lane: 'caller', tx },
  );
}

interface KeyedAnswer extends EnqueueAnswer {
  readonly place: number;
}

/** Keys may be changed, and one that is named twice in a list twice: runs with keys are gone through one by one. */
async function enqueueByMode(session: SqlSession, runs: readonly NewRun[], tx: unknown): Promise<EnqueueAnswer[]> {
  const keyless = runs.filter(({ key }) => key === null);
  const keyed = runs.flatMap((run, ordinal) =>
    run.key === null ? [] : [{ ordinal, max_wait_ms: run.maxWaitMs ?? null, ...toItem(run) }],
  );
  const lists = [keyless.map(toItem), edgesOf(keyless), keyed].map((list) => JSON.stringify(list));
  const answer = await session.askOne<{ known: readonly string[]; keyed: readonly KeyedAnswer[] }>(
    'enqueueKeyed',
    [session.now(), ...lists, session.channel],
    { lane: 'caller', tx },
  );
  refuseKnown(answer.known);
  const byPlace = new Map(answer.keyed.map(({ place, runId, outcome }) => [place, { runId, outcome }]));
  return runs.map(({ id }, place) => byPlace.get(place) ?? { runId: id, outcome: 'created' });
}

function edgesOf(runs: readonly NewRun[]): object[] {
  return runs.flatMap(({ id, parents }) =>
    parents.map(({ runId, onFailure }, position) => ({ child: id, parent: runId, on_failure: onFailure, position })),
  );
}

/** The runs to add: of several with one key in a list, the first. */
function firstOfEachKey(runs: readonly NewRun[]): Map<string, NewRun> {
  const first = new Map<string, NewRun>();
  for (const run of runs) {
    const own = run.key === null ? run.id : slot(run.job, run.key);
    if (!first.has(own)) first.set(own, run);
  }
  return first;
}

function answerFor(
  run: NewRun,
  first: ReadonlyMap<string, NewRun>,
  holders: ReadonlyMap<string, string>,
): EnqueueAnswer {
  if (run.key === null) return { runId: run.id, outcome: 'created' };
  const own = slot(run.job, run.key);
  const holder = holders.get(own) ?? first.get(own)?.id ?? run.id;
  return { runId: holder, outcome: holder === run.id ? 'created' : 'kept' };
}

function slot(job: string, key: string): string {
  return JSON.stringify([job, key]);
}
