import { mkdir, readdir, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type PublicPackage, root } from '../workspace.js';

/**
 * Makes a `node_modules` folder in which a program of the documentation finds the packages of the repository, and what
 * they depend on.
 *
 * @param from - where the packages stand: the repository, or a copy of it.
 */
export async function linkModules(packages: readonly PublicPackage[], folder: string, from = root): Promise<void> {
  const targets = new Map(packages.map(({ name, folder: source }) => [name, join(from, source)]));
  for (const { folder: source } of packages) {
    const modules = `${root}${source}/node_modules`;
    for (const name of await namesIn(modules)) if (!targets.has(name)) targets.set(name, join(modules, name));
  }
  for (const [name, target] of targets) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await symlink(target, join(folder, name));
  }
}

/** The packages in a `node_modules` folder, those of a scope by their full name. */
async function namesIn(modules: string): Promise<string[]> {
  const entries = (await readdir(modules)).filter((name) => !name.startsWith('.'));
  const scoped = entries.map(async (entry) => {
    if (!entry.startsWith('@')) return [entry];
    return (await readdir(join(modules, entry))).map((name) => `${entry}/${name}`);
  });
  return (await Promise.all(scoped)).flat();
}
