import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES: readonly string[] = ['redis-server', 'valkey-server'];

/** Why tests that start servers of their own cannot do so here; undefined when they can. */
export function whyNoProgram(): string | undefined {
  if (findProgram() !== undefined) return undefined;
  return `neither ${NAMES.join(' nor ')} is on the PATH (Debian: apt-get install redis-server; macOS: brew install redis)`;
}

/** The server's program. */
export function redisProgram(): string {
  const program = findProgram();
  if (program === undefined) throw new Error(`Redis cannot be started: ${whyNoProgram() ?? 'no reason known'}`);
  return program;
}

function findProgram(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return false;
  }
}
