import { checkSpawned, type Lease, type LeaseAnswer, type NewRun } from '@nightshift/core';
import { toId } from '../names.js';
import type { RedisSession } from '../redis-session.js';
import { checkStorable, toRunRow } from '../run-row.js';
import { toAnswer } from './leases.js';

export async function spawn(session: RedisSession, lease: Lease, runs: readonly NewRun[]): Promise<LeaseAnswer> {
  checkSpawned(runs);
  checkStorable(runs);
  return toAnswer(await session.run('spawn', [toId(lease.runId), String(lease.token), ...runs.map(toRunRow)]));
}
