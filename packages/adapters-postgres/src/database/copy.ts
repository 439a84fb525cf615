import { quoteIdentifier } from '../sql-names.js';
import type { CopyTarget } from './database.js';

const CHUNK_CHARACTERS = 1 << 20;

/** The head of a COPY statement; the caller adds where the lines come from. */
export function copyStatement(target: CopyTarget, source: 'STDIN' | "'/dev/blob'"): string {
  const schema = target.schema === undefined ? '' : `${quoteIdentifier(target.schema)}.`;
  const columns = target.columns.map(quoteIdentifier).join(', ');
  return `COPY ${schema}${quoteIdentifier(target.table)} (${columns}) FROM ${source}`;
}

/** Joins small pieces into chunks of about a megabyte, so that each costs one write. Whole lines stay whole. */
export async function* inChunks(pieces: Iterable<string> | AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  let gathered: string[] = [];
  let characters = 0;
  for await (const piece of pieces) {
    gathered.push(piece);
    characters += piece.length;
    if (characters < CHUNK_CHARACTERS) continue;
    yield encoder.encode(gathered.join(''));
    gathered = [];
    characters = 0;
  }
  if (characters > 0) yield encoder.encode(gathered.join(''));
}
