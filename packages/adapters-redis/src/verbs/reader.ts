import {
  ACTIVE_STATES,
  checkLimit,
  FINAL_STATES,
  NightshiftError,
  type Dependency,
  type Json,
  type RunFilter,
  type RunLog,
  type RunReader,
  type RunRecord,
  type RunState,
} from '@nightshift/core';
import { fromDocument, fromDocumentOrNull } from '../documents.js';
import { fromName, fromNameOrNull, isRunId, toId, toName, toNameOrNone, toRow } from '../names.js';
import type { RedisSession } from '../redis-session.js';
import { toRunRecord } from '../run-record.js';

/** How many runs a script looks at before it lets others go on. */
const LOOK = 2_000;
const FLOW_PAGE = 1_000;
const ANY = '*';

type Counts = Record<RunState, number>;

export function runReader(session: RedisSession): RunReader {
  return {
    async get(runIds) {
      const runs = await session.run('get', runIds.map(toId));
      return runs.flatMap((pairs) => (pairs === null ? [] : [toRunRecord(pairs)]));
    },

    async list(filter, { limit, after }) {
      checkPage(limit, after);
      const runs: RunRecord[] = [];
      let from = after === undefined ? '' : toId(after);
      // One more than fits tells whether there is a next page.
      while (runs.length <= limit) {
        const most = String(limit + 1 - runs.length);
        const [next, found] = await session.run('list', [from, most, String(LOOK), ...toFilter(filter)]);
        runs.push(...found.map(toRunRecord));
        from = next;
        if (next === '') break;
      }
      return toPage(runs, limit);
    },

    async finished(since, { limit, after }) {
      checkPage(limit, after);
      const from = after === undefined ? '' : toId(after);
      const runs = await session.run('finished', [String(since.getTime()), from, String(limit + 1)]);
      return toPage(runs.map(toRunRecord), limit);
    },

    counts: (filter) => counts(session, filter),

    async logs(runId, { after, limit }) {
      const lines = await session.run('logs', [toId(runId), String(Math.max(0, after)), String(limit)]);
      const logs: RunLog[] = [];
      for (let at = 0; at < lines.length; at += 2) logs.push(toRunLog(lines[at] ?? '', lines[at + 1] ?? ''));
      return logs;
    },

    async parents(runId) {
      return (await session.run('parents', [toId(runId)])).map(([id, tags, state, edge, output]): Dependency => ({
        runId: id,
        job: fromName(tags.slice(0, tags.indexOf('|'))),
        state: state as RunState,
        onFailure: edge === 'c' ? 'cancel' : 'continue',
        output: fromDocumentOrNull<Json>(output),
      }));
    },

    async children(runId, { after, limit }) {
      checkPage(limit, after);
      const from = after === undefined ? '' : toId(after);
      return (await session.run('children', [toId(runId), from, String(limit)])).map(toRunRecord);
    },

    flow: (flowId) => flow(session, flowId),

    async backlog() {
      return (await session.run('backlog', [])).map(([job, queue, group, queued, oldest]) => ({
        job: fromName(job),
        queue: fromName(queue),
        group: fromNameOrNull(group),
        queued: Number(queued),
        oldestRunAt: new Date(Number(oldest)),
      }));
    },

    ahead: (runId) => session.run('ahead', [toId(runId)]),
  };
}

async function flow(session: RedisSession, flowId: string): Promise<RunRecord[]> {
  const runs: RunRecord[] = [];
  for (;;) {
    const after = runs.at(-1)?.id ?? '';
    const page = await session.run('flow', [toName(flowId), after, String(FLOW_PAGE)]);
    runs.push(...page.map(toRunRecord));
    if (page.length < FLOW_PAGE) return runs;
  }
}

/** Whatever runs are tagged with is counted as they change; for the rest they are looked at. */
async function counts(session: RedisSession, filter: Omit<RunFilter, 'states'>): Promise<Counts> {
  const { flowId, key, limitKey, spawnedBy } = filter;
  const isTagged = [flowId, key, limitKey, spawnedBy].every((name) => name === undefined);
  return isTagged ? countTags(session, filter) : countRuns(session, filter);
}

async function countTags(session: RedisSession, filter: Omit<RunFilter, 'states'>): Promise<Counts> {
  const count = noRuns();
  const pairs = await session.run('tally', []);
  for (let at = 0; at < pairs.length; at += 2) {
    const [state = '', job = '', queue = '', group = '', trigger = ''] = (pairs[at] ?? '').split('|');
    const { jobs, queues, groups, triggers } = filter;
    const isWanted =
      isIn(jobs, fromName(job)) &&
      isIn(queues, fromName(queue)) &&
      isIn(triggers, trigger) &&
      (groups === undefined || (group !== '' && groups.includes(fromName(group))));
    if (isWanted) count[state as RunState] += Number(pairs[at + 1]);
  }
  return count;
}

async function countRuns(session: RedisSession, filter: Omit<RunFilter, 'states'>): Promise<Counts> {
  const count = noRuns();
  let from = '';
  do {
    const [next, found] = await session.run('count', [from, String(LOOK), ...toFilter(filter)]);
    for (let at = 0; at < found.length; at += 2) count[found[at] as RunState] += Number(found[at + 1]);
    from = next;
  } while (from !== '');
  return count;
}

function noRuns(): Counts {
  return Object.fromEntries([...ACTIVE_STATES, ...FINAL_STATES].map((state) => [state, 0])) as Counts;
}

function isIn(wanted: readonly string[] | undefined, value: string): boolean {
  return wanted === undefined || wanted.includes(value);
}

/** As `lib/filter.lua` reads it. */
function toFilter({
  states,
  jobs,
  groups,
  queues,
  triggers,
  key,
  limitKey,
  spawnedBy,
  flowId,
}: RunFilter): readonly string[] {
  const lists = [states, jobs, groups, queues, triggers].map((names) => (names === undefined ? ANY : toRow(names)));
  const parent = spawnedBy === undefined ? '' : isRunId(spawnedBy) ? toId(spawnedBy) : toName(spawnedBy);
  return [...lists, toNameOrNone(key), toNameOrNone(limitKey), parent, toNameOrNone(flowId)];
}

function toPage(runs: RunRecord[], limit: number): { runs: RunRecord[]; next: string | null } {
  const shown = runs.slice(0, limit);
  return { runs: shown, next: runs.length > limit ? (shown.at(-1)?.id ?? null) : null };
}

/** @throws NightshiftError `INVALID_OPTION` */
function checkPage(limit: number, after: string | undefined): void {
  checkLimit('limit', limit);
  if (after === undefined || isRunId(after)) return;
  throw new NightshiftError(
    'INVALID_OPTION',
    `after: expected the \`next\` of the page before, received ${JSON.stringify(after)}`,
  );
}

function toRunLog(seq: string, line: string): RunLog {
  const { at, ...rest } = fromDocument<Omit<RunLog, 'seq' | 'at'> & { readonly at: number }>(line);
  return { seq: Number(seq), at: new Date(at), ...rest };
}
