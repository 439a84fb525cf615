/** A value of one column in PostgreSQL's COPY text format; arrays become one-dimensional SQL arrays, bytes a `bytea`. */
export type CopyValue = string | number | boolean | null | Uint8Array | readonly (number | null)[] | readonly string[];

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/**
 * One line of COPY text format, ended by a newline.
 *
 * @param values - the columns, in the order of the copy's column list.
 * @example
 * copyLine([8, 'Ada\tL.', null]); // '8\tAda\\tL.\t\\N\n'
 */
export function copyLine(values: readonly CopyValue[]): string {
  let line = '';
  for (let index = 0; index < values.length; index += 1) {
    line += (index === 0 ? '' : '\t') + copyField(values[index] ?? null);
  }
  return `${line}\n`;
}

function copyField(value: CopyValue): string {
  if (typeof value === 'number') return String(value);
  if (value === null) return '\\N';
  if (typeof value === 'string') return escapeText(value);
  if (typeof value === 'boolean') return value ? 't' : 'f';
  if (value instanceof Uint8Array)
    return `\\\\x${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex')}`;
  return escapeText(`{${value.map(arrayElement).join(',')}}`);
}

function escapeText(text: string): string {
  // A zero byte has no representation in a PostgreSQL text value.
  return text.replace(/[\\\t\n\r]/g, (char) => ESCAPES[char] ?? char).replaceAll('\u0000', '');
}

function arrayElement(element: number | string | null): string {
  if (element === null) return 'NULL';
  return typeof element === 'number' ? String(element) : `"${element.replace(/["\\]/g, '\\$&')}"`;
}
