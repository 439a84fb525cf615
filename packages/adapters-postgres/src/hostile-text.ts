import { NightshiftError, type NewRun } from '@nightshift/core';

/**
 * PostgreSQL's text holds neither NUL nor half a surrogate pair. Documents (inputs, outputs, checkpoints, errors) are stored
 * as JSON, where both are escaped, and come back as they were given. What is stored as plain text is made readable here
 * when it was logged, and refused when it names something: a name that comes back changed finds nothing.
 */
export function readable(text: string): string {
  return wellFormed(text).replaceAll('\0', '\u2400');
}

// Both ends of an index entry fit into a page of PostgreSQL: it holds 2,704 bytes.
const MAX_NAME_BYTES = 1_000;
// In one index with the names of its job and its queue.
const MAX_LIMIT_KEY_BYTES = 600;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

const NAMES = ['job', 'queue', 'group', 'key', 'limitKey', 'flowId', 'retryOf'] as const;

/** @throws NightshiftError `INVALID_INPUT` naming the run and the field. */
export function checkAllStorable(runs: readonly NewRun[]): void {
  let last: NewRun | undefined;
  for (const run of runs) {
    checkStorable(run, last);
    last = run;
  }
}

/** Most runs of a list have the names of the one before, which have been checked. */
function checkStorable(run: NewRun, checked: NewRun | undefined): void {
  if (!isRunId(run.id))
    throw new NightshiftError('INVALID_OPTION', `run ${JSON.stringify(run.id)}: expected a UUID as id`);
  for (const field of NAMES) {
    const text = run[field];
    if (text === null || text === checked?.[field]) continue;
    checkName(`run ${run.id}: ${field}`, text, field === 'limitKey' ? MAX_LIMIT_KEY_BYTES : MAX_NAME_BYTES);
  }
}

export function checkName(where: string, text: string, mostBytes = MAX_NAME_BYTES): void {
  const wrong = nameFault(text, mostBytes);
  if (wrong !== null)
    throw new NightshiftError(
      'INVALID_INPUT',
      `${where}: ${wrong}, which PostgreSQL cannot store; received ${JSON.stringify(text.slice(0, 100))}`,
    );
}

/** False for a name that nothing stored can have. */
export function isStorable(text: string): boolean {
  return nameFault(text, MAX_NAME_BYTES) === null;
}

// Longer than any name that is stored.
const NOBODYS_NAME = '-'.repeat(MAX_NAME_BYTES + 1);

/** A name to look for; one that nothing stored can have is changed into another such name, which PostgreSQL takes. */
export function lookedFor(text: string): string {
  return isStorable(text) ? text : NOBODYS_NAME;
}

export function isRunId(text: string): boolean {
  return UUID.test(text);
}

function nameFault(text: string, mostBytes: number): string | null {
  if (text.includes('\0')) return 'has a NUL character';
  if (wellFormed(text) !== text) return 'has half a surrogate pair';
  const bytes = Buffer.byteLength(text);
  return bytes > mostBytes ? `has ${bytes} bytes, more than ${mostBytes}` : null;
}

// `String.prototype.toWellFormed` is in every supported Node and not yet in the compiler's library.
function wellFormed(text: string): string {
  return (text as string & { toWellFormed(): string }).toWellFormed();
}
