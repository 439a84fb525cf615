import { parseTar } from 'nanotar';
import { access, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';

/** The version of PGlite that the blank database was made by, and is for. */
export const PGLITE_VERSION = '0.5.14';

/** Where a freshly initialised data directory is kept; the script `blank-database` writes it. */
export const BLANK_DATABASE = new URL(`../../assets/blank-database-${PGLITE_VERSION}.tar.br`, import.meta.url);

/**
 * A freshly initialised database, as PGlite loads it.
 *
 * Initialising one takes PGlite seconds and 900 MB of memory; this takes a fraction of both.
 */
export async function blankDatabase(): Promise<Blob> {
  return new Blob([await unpacked()]);
}

/**
 * Makes a data directory from the blank database unless there is one.
 *
 * It appears complete, by a rename, or not at all: a process that dies meanwhile leaves nothing that could be opened.
 */
export async function ensureDataDirectory(directory: string): Promise<void> {
  if (await exists(join(directory, 'PG_VERSION'))) return;
  const draft = `${directory}.new`;
  await rm(draft, { recursive: true, force: true });
  const entries = parseTar(await unpacked());
  // PostgreSQL refuses a data directory that others may read.
  await mkdir(draft, { recursive: true, mode: 0o700 });
  for (const { name, type } of entries) {
    if (type === 'directory') await mkdir(join(draft, name), { recursive: true, mode: 0o700 });
  }
  for (const { name, type, data } of entries) {
    if (type === 'file') await writeFile(join(draft, name), data ?? '', { mode: 0o600 });
  }
  await rename(draft, directory);
}

async function unpacked(): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await promisify(brotliDecompress)(await readFile(BLANK_DATABASE)));
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
