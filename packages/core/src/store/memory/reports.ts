import type { LeaseAnswer, NewLog, Report } from '../contract.js';
import type { RunLog } from '../run-record.js';
import { fromText, toText, toTextOrNull } from './json-text.js';
import { held, leasedRun, LOST } from './leases.js';
import type { Memory, StoredLog } from './memory.js';

export function report(memory: Memory, reports: readonly Report[]): LeaseAnswer[] {
  const written = reports.map(({ lease, progress, logs }) => ({
    lease,
    progress: toTextOrNull(progress),
    logs: (logs ?? []).map(toStored),
  }));
  return written.map(({ lease, progress, logs }) => {
    const run = leasedRun(memory, lease);
    if (run === undefined) return LOST;
    if (progress !== null) memory.runs.change(run, () => void (run.progress = progress));
    append(memory, run.id, logs);
    return held(run);
  });
}

export function readLogs(
  memory: Memory,
  runId: string,
  page: { readonly after: number; readonly limit: number },
): RunLog[] {
  const logs = memory.logs.get(runId) ?? [];
  // The first line has seq 1 and none is missing, so a cursor is a position; but lines of another store kept their numbers.
  const isCounted = (logs.at(-1)?.seq ?? 0) === logs.length;
  const start = isCounted ? Math.max(0, page.after) : logs.findIndex(({ seq }) => seq > page.after);
  return start < 0 ? [] : logs.slice(start, start + page.limit).map(toRunLog);
}

function append(memory: Memory, runId: string, lines: readonly Omit<StoredLog, 'seq'>[]): void {
  if (lines.length === 0) return;
  const logs = memory.logs.get(runId) ?? [];
  memory.logs.set(runId, logs);
  for (const line of lines) logs.push({ seq: (logs.at(-1)?.seq ?? 0) + 1, ...line });
}

function toStored(line: NewLog): Omit<StoredLog, 'seq'> {
  const fields = line.fields === undefined ? null : toText(line.fields);
  return { at: line.at.getTime(), level: line.level, message: line.message, fields };
}

function toRunLog({ seq, at, level, message, fields }: StoredLog): RunLog {
  const line = { seq, at: new Date(at), level, message };
  return fields === null ? line : { ...line, fields: fromText<NonNullable<RunLog['fields']>>(fields) };
}
