import type { Json } from '../../json.js';
import { checkLimit } from '../check-arguments.js';
import type { Backlog, Dependency, Page, RunFilter } from '../reader.js';
import { ACTIVE_STATES, FINAL_STATES, type RunRecord, type RunState } from '../run-record.js';
import { fromTextOrNull } from './json-text.js';
import type { Memory } from './memory.js';
import { byEnd, byId } from './ready-runs.js';
import { type StoredRun, toRecord } from './stored-run.js';

export function get(memory: Memory, runIds: readonly string[]): RunRecord[] {
  return runIds.flatMap((id) => {
    const run = memory.runs.get(id);
    return run === undefined ? [] : [toRecord(run)];
  });
}

export function list(memory: Memory, filter: RunFilter, page: Page): { runs: RunRecord[]; next: string | null } {
  checkLimit('limit', page.limit);
  const runs: StoredRun[] = [];
  for (const run of newestFirst(memory, filter, page.after)) {
    if (!matches(run, filter)) continue;
    // One more than fits: there is a next page, and it starts below the last run of this one.
    if (runs.length === page.limit) return { runs: runs.map(toRecord), next: runs.at(-1)?.id ?? null };
    runs.push(run);
  }
  return { runs: runs.map(toRecord), next: null };
}

/** Looks at every run: what wants it reads seldom, and in small stores. */
export function finished(memory: Memory, since: Date, page: Page): { runs: RunRecord[]; next: string | null } {
  checkLimit('limit', page.limit);
  const last = page.after === undefined ? undefined : memory.runs.get(page.after);
  if (page.after !== undefined && last === undefined) return { runs: [], next: null };
  const runs = [...memory.runs.all()]
    .filter((run) => run.finishedAt !== null && run.finishedAt >= since.getTime())
    .sort(byEnd)
    .filter((run) => last === undefined || byEnd(last, run) < 0);
  const shown = runs.slice(0, page.limit);
  return { runs: shown.map(toRecord), next: runs.length > page.limit ? (shown.at(-1)?.id ?? null) : null };
}

export function counts(memory: Memory, filter: Omit<RunFilter, 'states'>): Record<RunState, number> {
  const states = [...ACTIVE_STATES, ...FINAL_STATES].map((state) => [state, 0] as const);
  const count = Object.fromEntries(states) as Record<RunState, number>;
  for (const run of filter.flowId === undefined ? memory.runs.all() : memory.runs.ofFlow(filter.flowId)) {
    if (matches(run, filter)) count[run.state] += 1;
  }
  return count;
}

export function parents(memory: Memory, runId: string): Dependency[] {
  return memory.dependencies.parentsOf(runId).flatMap(({ runId: parentId, onFailure }) => {
    const parent = memory.runs.get(parentId);
    if (parent === undefined) return [];
    return [
      { runId: parentId, job: parent.job, state: parent.state, onFailure, output: fromTextOrNull<Json>(parent.output) },
    ];
  });
}

export function children(
  memory: Memory,
  runId: string,
  page: { readonly after?: string; readonly limit: number },
): RunRecord[] {
  checkLimit('limit', page.limit);
  const found: RunRecord[] = [];
  for (const id of memory.runs.childrenOf(runId)?.ascending(page.after) ?? []) {
    const run = memory.runs.get(id);
    if (run !== undefined) found.push(toRecord(run));
    if (found.length === page.limit) break;
  }
  return found;
}

export function flow(memory: Memory, flowId: string): RunRecord[] {
  return [...memory.runs.ofFlow(flowId)].sort(byId).map(toRecord);
}

export function ahead(memory: Memory, runId: string): number | null {
  const run = memory.runs.get(runId);
  return run?.state === 'queued' ? memory.runs.queued.countBefore(run) : null;
}

/** Looks at every run, as counting does. */
export function backlog(memory: Memory): Backlog[] {
  const lanes = new Map<string, Backlog>();
  for (const { state, job, queue, group, runAt } of memory.runs.all()) {
    if (state !== 'queued') continue;
    const lane = JSON.stringify([job, queue, group]);
    const { queued, oldestRunAt } = lanes.get(lane) ?? { queued: 0, oldestRunAt: new Date(runAt) };
    const oldest = Math.min(oldestRunAt.getTime(), runAt);
    lanes.set(lane, { job, queue, group, queued: queued + 1, oldestRunAt: new Date(oldest) });
  }
  return [...lanes.values()];
}

/** By id, since ids are time-ordered: a run that was made later has a higher one. */
function* newestFirst(memory: Memory, { flowId }: RunFilter, after: string | undefined): Iterable<StoredRun> {
  if (flowId !== undefined) {
    const older = [...memory.runs.ofFlow(flowId)].filter((run) => after === undefined || run.id < after);
    yield* older.sort(byId).reverse();
    return;
  }
  for (const id of memory.runs.newest.descending(after)) {
    const run = memory.runs.get(id);
    if (run !== undefined) yield run;
  }
}

function matches(run: StoredRun, filter: RunFilter): boolean {
  return (
    isIn(filter.states, run.state) &&
    isIn(filter.jobs, run.job) &&
    isIn(filter.queues, run.queue) &&
    isIn(filter.triggers, run.trigger) &&
    (filter.groups === undefined || (run.group !== null && filter.groups.includes(run.group))) &&
    (filter.flowId === undefined || run.flowId === filter.flowId) &&
    (filter.key === undefined || run.key === filter.key) &&
    (filter.limitKey === undefined || run.limitKey === filter.limitKey) &&
    (filter.spawnedBy === undefined || run.spawnedBy === filter.spawnedBy)
  );
}

function isIn<T>(wanted: readonly T[] | undefined, value: T): boolean {
  return wanted === undefined || wanted.includes(value);
}
