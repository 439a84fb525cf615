import type { Pause } from '../limits.js';
import type { Portable, PortableRun } from '../portable.js';
import type { TransferKind, TransferRecord } from '../transfer.js';
import { startsOf } from '../rate-window.js';
import { isBlank } from './counters.js';
import { toText, toTextOrNull } from './json-text.js';
import type { Memory } from './memory.js';
import type { StoredRun } from './stored-run.js';

/** Adds a record that is not there yet. */
export function importRecord(memory: Memory, kind: TransferKind, record: TransferRecord): void {
  (IMPORTS[kind] as (memory: Memory, record: unknown) => void)(memory, record);
}

const IMPORTS: { readonly [Kind in TransferKind]: (memory: Memory, record: Portable[Kind]) => void } = {
  runs: importRun,

  edges({ runs, dependencies }, { child, parent, onFailure }) {
    const run = runs.get(child);
    if (run === undefined) return;
    const isOpen = runs.get(parent)?.finishedAt === null;
    dependencies.restore(run, { runId: parent, onFailure }, isOpen);
  },

  logs({ logs }, { runId, fields, ...line }) {
    const lines = logs.get(runId) ?? [];
    logs.set(runId, lines);
    if (!lines.some(({ seq }) => seq === line.seq)) lines.push({ ...line, fields: toTextOrNull(fields) });
  },

  schedules({ schedules }, { input, ...rule }) {
    if (!schedules.has(rule.name)) schedules.set(rule.name, { ...rule, input: toText(input) });
  },

  states({ states }, { job, value }) {
    if (!states.has(job)) states.set(job, toText(value));
  },

  pauses({ pauses }, { kind, name, by, message, at }) {
    const target = kind === 'queue' ? { queue: name } : { job: name };
    const pause: Pause = { ...target, by, ...(message !== null && { message }), at: new Date(at) };
    const slot = JSON.stringify([kind, name]);
    if (!pauses.has(slot)) pauses.set(slot, pause);
  },

  windows({ runs }, { scope, name, key, starts, closedUntil }) {
    const counter = runs.counters.of(scope, name, key);
    if (!isBlank(counter)) return;
    counter.starts = startsOf(starts);
    counter.closedUntil = closedUntil ?? 0;
  },
};

function importRun({ runs }: Memory, portable: PortableRun): void {
  if (runs.get(portable.id) !== undefined) return;
  const run = toStoredRun(portable);
  runs.add(run);
  // A finished run holds no key: the table lets go of it when it changes.
  if (run.finishedAt !== null) runs.change(run, () => undefined);
}

function toStoredRun({ input, output, error, progress, checkpoint, cancel, headers, ...run }: PortableRun): StoredRun {
  return {
    ...run,
    place: -1,
    counted: null,
    leaseExpiresAt: null,
    attempts: run.attempts.map(({ error: cause, ...attempt }) => ({ ...attempt, error: toTextOrNull(cause) })),
    input: toText(input),
    output: toTextOrNull(output),
    error: toTextOrNull(error),
    progress: toTextOrNull(progress),
    checkpoint: toTextOrNull(checkpoint),
    cancel: toTextOrNull(cancel),
    headers: toTextOrNull(headers),
  };
}
