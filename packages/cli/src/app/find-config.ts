import { access } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { UsageError } from '../usage-error.js';

const NAMES = ['nightshift.config.ts', 'nightshift.config.js', 'nightshift.config.mjs'];

/** The config file that was named, or the nearest one in this folder or above it. */
export async function findConfig(cwd: string, named: string | undefined): Promise<string> {
  if (named !== undefined) {
    const file = resolve(cwd, named);
    if (await exists(file)) return file;
    throw new UsageError(`There is no config file ${file}.`);
  }
  const nearest = await nearestConfig(cwd);
  if (nearest !== undefined) return nearest;
  throw new UsageError(`There is no ${NAMES.join(', ')} in ${cwd} or above it.`, [
    'Make one that exports `app = defineApp({ jobs, open })` from @nightshift/cli, or name one with --config.',
  ]);
}

/** The same, for a command that can do without: undefined when none was named and none is there. */
export async function findConfigIfAny(cwd: string, named: string | undefined): Promise<string | undefined> {
  return named === undefined ? nearestConfig(cwd) : findConfig(cwd, named);
}

async function nearestConfig(cwd: string): Promise<string | undefined> {
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    for (const name of NAMES) {
      if (await exists(join(folder, name))) return join(folder, name);
    }
    if (folder === dirname(folder)) return undefined;
  }
}

async function exists(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
