import { readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

// Takes out of a built package the declarations that nothing of its public ones leads to: no host's compiler ever reads them.
// Run it in the package's folder.

interface Manifest {
  readonly exports: Readonly<Record<string, { readonly types?: string }>>;
}

const IMPORT = /\b(?:from|import)\s*\(?\s*['"](\.[^'"]+)['"]/g;

const { exports } = JSON.parse(await readFile('package.json', 'utf8')) as Manifest;
const entries = Object.values(exports).flatMap(({ types }) => (types === undefined ? [] : [resolve(types)]));
const reached = await declarationsReachedFrom(entries);
for (const file of await readdir('dist', { recursive: true })) {
  const path = resolve('dist', file);
  if (file.endsWith('.d.ts') && !reached.has(path)) await rm(path);
}

async function declarationsReachedFrom(paths: readonly string[]): Promise<Set<string>> {
  const found = new Set(paths);
  // What is added while it is walked is walked as well.
  for (const path of found) {
    for (const [, specifier = ''] of (await readFile(path, 'utf8')).matchAll(IMPORT)) {
      found.add(join(dirname(path), specifier.replace(/\.js$/, '.d.ts')));
    }
  }
  return found;
}
