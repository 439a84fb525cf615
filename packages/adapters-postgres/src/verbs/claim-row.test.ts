import { expect, it } from 'vitest';
import { fromSqlSeconds } from '../sql-literals.js';
import { toClaimedRuns, type ClaimRow } from './claim-row.js';
import type { RunRow } from './run-row.js';

const AT = '2026-01-02T03:04:05.678901+00:00';

const unusual: RunRow = {
  id: 'b',
  job: 'resize',
  queue: 'default',
  group_name: null,
  state: 'running',
  input: { place: 'b' },
  version: 1,
  priority: 0,
  attempt: 2,
  max_attempts: 3,
  attempts: [{ attempt: 1, worker: 'w', startedAt: AT, endedAt: AT, outcome: 'lease-expired', error: null }],
  run_at: AT,
  key: null,
  dedup: 'keep',
  limit_key: null,
  flow_id: null,
  trigger: 'api',
  retry_of: null,
  spawned_by: null,
  open_children: 0,
  scheduled_for: null,
  headers: null,
  progress: null,
  checkpoint: { page: 7 },
  cancel: null,
  worker: 'w',
  token: 2,
  lease_expires_at: AT,
  created_at: AT,
  started_at: AT,
};

const rows: ClaimRow[] = [
  {
    kind: 'columns',
    worker: 'w',
    started_at: AT,
    lease_expires_at: AT,
    id: ['a', 'b', 'c'],
    job: ['resize', 'resize', 'resize'],
    queue: ['default', 'default', 'default'],
    group_name: [null, null, null],
    version: [1, 1, 1],
    priority: [5, 0, 0],
    attempt: [1, 2, 1],
    max_attempts: [3, 3, 3],
    run_at: [1_767_323_045.678901, 1_767_323_045.678901, 1_767_323_045],
    key: [null, null, 'once'],
    dedup: ['keep', 'keep', 'keep'],
    trigger: ['api', 'api', 'api'],
    token: [1, 2, 1],
    created_at: [null, null, 1_767_323_044.999],
  },
  [{ place: 'a' }, { place: 'b' }, { place: 'c' }],
  unusual,
];

it('a run that columns do not tell everything of stands in its place', () => {
  const runs = toClaimedRuns(rows);
  expect(runs.map(({ id, input, checkpoint, token }) => ({ id, input, checkpoint, token }))).toEqual([
    { id: 'a', input: { place: 'a' }, checkpoint: null, token: 1 },
    { id: 'b', input: { place: 'b' }, checkpoint: { page: 7 }, token: 2 },
    { id: 'c', input: { place: 'c' }, checkpoint: null, token: 1 },
  ]);
  expect(runs.map(({ createdAt }) => createdAt.toISOString())).toEqual([
    '2026-01-02T03:04:05.678Z',
    '2026-01-02T03:04:05.678Z',
    '2026-01-02T03:04:04.999Z',
  ]);
});

it('runs that limits hold come alone', () => {
  expect(toClaimedRuns([unusual]).map(({ id }) => id)).toEqual(['b']);
  expect(toClaimedRuns([])).toEqual([]);
});

it('seconds become the millisecond that they are in', () => {
  for (const ms of [0, 1, 999, 1_767_323_045_123, 1_767_323_045_999, 4_102_444_799_999, -1]) {
    expect(fromSqlSeconds(ms / 1_000).getTime()).toBe(ms);
    expect(fromSqlSeconds((ms * 1_000 + 999) / 1_000_000).getTime()).toBe(ms);
  }
});
