import { stripVTControlCharacters } from 'node:util';

/** Rows with their columns aligned; the last column is never padded. */
export function aligned(rows: readonly (readonly string[])[], indent = '  '): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.slice(0, -1).forEach((cell, index) => {
      widths[index] = Math.max(widths[index] ?? 0, width(cell));
    });
  }
  return rows.map((row) => {
    const cells = row.map((cell, index) => (index === row.length - 1 ? cell : padded(cell, widths[index] ?? 0)));
    return (indent + cells.join('  ')).trimEnd();
  });
}

/** Words in indented lines of at most so many columns; a word may hold spaces, where no line is broken. */
export function wrapped(words: readonly string[], columns: number, indent: string): string[] {
  const lines: string[] = [];
  let line = indent;
  for (const word of words) {
    const fits = width(line) + 1 + width(word) <= columns;
    if (line.trim() === '') line += word;
    else if (fits) line += ` ${word}`;
    else {
      lines.push(line);
      line = indent + word;
    }
  }
  return [...lines, line];
}

/** Text cut to a number of columns. */
export function cut(text: string, columns: number): string {
  return width(text) <= columns ? text : `${stripVTControlCharacters(text).slice(0, Math.max(0, columns - 1))}…`;
}

function padded(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - width(text)));
}

function width(text: string): number {
  return stripVTControlCharacters(text).length;
}
