import { NightshiftError, type EnqueueAnswer, type NewRun } from '@nightshift/core';
import { scriptError } from '../script-error.js';
import type { RedisSession } from '../redis-session.js';
import { checkStorable, toRunRow } from '../run-row.js';

const OUTCOMES: Readonly<Record<string, EnqueueAnswer['outcome']>> = { k: 'kept', r: 'replaced', d: 'debounced' };

export async function enqueue(session: RedisSession, runs: readonly NewRun[]): Promise<EnqueueAnswer[]> {
  checkStorable(runs);
  const answers = await session.run('enqueue', runs.map(toRunRow)).catch(refuseKnown);
  return runs.map(({ id }, index) => {
    const met = answers[index];
    if (met === null || met === undefined) return { runId: id, outcome: 'created' };
    return { runId: met.slice(1), outcome: OUTCOMES[met.charAt(0)] ?? 'kept' };
  });
}

function refuseKnown(error: unknown): never {
  const known = scriptError(error, 'KNOWN');
  if (known === null) throw error;
  throw new NightshiftError(
    'INVALID_OPTION',
    `run ${known}: a run with this id exists already; give every run an id of its own`,
  );
}
