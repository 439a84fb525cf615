import type { EnqueueAnswer, NewRun } from '@nightshift/core';
import { ALL_DUE, SOME_LATER } from '../notifications/payload.js';
import { arrayLiteral, bareArrayLiteral } from '../sql-literals.js';
import type { SqlSession } from '../sql-session.js';
import { toDocument } from './documents.js';
import { refuseKnown, toShape } from './new-run-item.js';

/** Whether a run is added without a look at any other. */
export function isPlain({ key, parents }: NewRun): boolean {
  return key === null && parents.length === 0;
}

export async function enqueuePlain(
  session: SqlSession,
  runs: readonly NewRun[],
  tx: unknown,
): Promise<EnqueueAnswer[]> {
  if (runs.length === 0) return [];
  const { shapes, places } = shapesOf(runs);
  const known = await session.askOne<readonly string[]>(
    'enqueuePlain',
    [
      session.now(),
      bareArrayLiteral(runs.map(({ id }) => id)),
      arrayLiteral(runs.map(({ input }) => toDocument(input))),
      bareArrayLiteral(places),
      JSON.stringify(shapes.map(toShape)),
      session.channel,
      runs.every(isDueAtOnce) ? ALL_DUE : SOME_LATER,
    ],
    { lane: 'caller', tx },
  );
  refuseKnown(known);
  return runs.map(({ id }) => ({ runId: id, outcome: 'created' }));
}

function isDueAtOnce({ runAt, delayMs = 0 }: NewRun): boolean {
  return runAt === undefined && delayMs <= 0;
}

/** One run for each row of runs that have the same shape, and for each run the place of its own among them, from 1. */
function shapesOf(runs: readonly NewRun[]): { readonly shapes: NewRun[]; readonly places: number[] } {
  const shapes: NewRun[] = [];
  const places: number[] = [];
  let last: NewRun | undefined;
  for (const run of runs) {
    if (last === undefined || !isOfShape(run, last)) shapes.push((last = run));
    places.push(shapes.length);
  }
  return { shapes, places };
}

function isOfShape(run: NewRun, other: NewRun): boolean {
  return (
    run.job === other.job &&
    run.queue === other.queue &&
    run.group === other.group &&
    run.version === other.version &&
    run.priority === other.priority &&
    run.maxAttempts === other.maxAttempts &&
    run.runAt === other.runAt &&
    run.delayMs === other.delayMs &&
    run.dedup === other.dedup &&
    run.limitKey === other.limitKey &&
    run.flowId === other.flowId &&
    run.trigger === other.trigger &&
    run.retryOf === other.retryOf &&
    run.scheduledFor === other.scheduledFor &&
    run.headers === other.headers
  );
}
