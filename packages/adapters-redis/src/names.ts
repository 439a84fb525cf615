// What ends a part of a row or a key, what stands for it, and what UTF-8 has no bytes for.
const UNSAFE = /[\p{Cc}\p{Cs}%|]/u;
const EACH_UNSAFE = new RegExp(UNSAFE, 'gu');
const ESCAPED = /%([0-9a-f]{4})/g;
const EMPTY = '%';
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** A name as keys and rows have it: any text, with `%` and four digits for a character that has a meaning there. */
export function toName(text: string): string {
  if (text === '') return EMPTY;
  return UNSAFE.test(text)
    ? text.replace(EACH_UNSAFE, (unit) => `%${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    : text;
}

export function fromName(name: string): string {
  if (name === EMPTY) return '';
  return name.includes('%')
    ? name.replace(ESCAPED, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    : name;
}

/** A row of names; none at all is the empty text. */
export function toRow(names: readonly string[]): string {
  return names.map(toName).join('\n');
}

export function toNameOrNone(text: string | null | undefined): string {
  return text === null || text === undefined ? '' : toName(text);
}

export function fromNameOrNull(name: string | undefined): string | null {
  return name === undefined || name === '' ? null : fromName(name);
}

export const ID_LENGTH = 36;

/** Ids are UUIDs, and lower case: their order in Redis is that of their bytes. */
export function toId(runId: string): string {
  return runId.toLowerCase();
}

export function isRunId(text: string): boolean {
  return UUID.test(text);
}
