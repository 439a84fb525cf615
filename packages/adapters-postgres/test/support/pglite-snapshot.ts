import { PGlite } from '@electric-sql/pglite';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { inject } from 'vitest';

/** An empty database to start from, made once for the whole test run: making one takes seconds, loading this one does not. */
export async function pgliteSnapshot(): Promise<Blob> {
  const path = join(inject('sharedFolder'), 'pglite.tar');
  for (;;) {
    const made = await readIfThere(path);
    if (made !== null) return new Blob([made]);
    if (await first(`${path}.making`)) await make(path);
    else await delay(50);
  }
}

async function make(path: string): Promise<void> {
  const pglite = await PGlite.create();
  const dump = await pglite.dumpDataDir('none');
  await pglite.close();
  await writeFile(`${path}.part`, new Uint8Array(await dump.arrayBuffer()));
  await rename(`${path}.part`, path);
}

async function first(marker: string): Promise<boolean> {
  return mkdir(marker).then(
    () => true,
    () => false,
  );
}

async function readIfThere(path: string): Promise<Buffer<ArrayBuffer> | null> {
  try {
    return await readFile(path);
  } catch {
    return null;
  }
}
