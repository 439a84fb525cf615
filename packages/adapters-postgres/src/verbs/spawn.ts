import { checkSpawned, type Lease, type LeaseAnswer, type NewRun } from '@nightshift/core';
import { checkAllStorable, isRunId } from '../hostile-text.js';
import type { SqlSession } from '../sql-session.js';
import { toItem } from './new-run-item.js';
import { answersFor, type HeldRow } from './leases.js';

export async function spawn(session: SqlSession, lease: Lease, runs: readonly NewRun[]): Promise<LeaseAnswer> {
  checkSpawned(runs);
  checkAllStorable(runs);
  const items = JSON.stringify(runs.map(toItem));
  const held = await session.ask<HeldRow>(
    'spawn',
    [session.now(), isRunId(lease.runId) ? lease.runId : null, String(lease.token), items, session.channel],
    { lane: 'engine' },
  );
  return answersFor([lease], held)[0]!;
}
