import { existsSync, readFileSync } from 'node:fs';

/** The whole lines of a file, none when it is not there; a process that is killed leaves none half written. */
export function linesOf(file: string): string[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
}
