import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Engine } from './engine.js';

/** PGlite in the measuring process, as it comes; each measurement has a data folder of its own. */
export function pgliteEngine(): Engine {
  return {
    title: 'PGlite, a data folder on disk',
    shared: false,
    missing: () => Promise.resolve(null),
    async ground() {
      const folder = await mkdtemp(join(tmpdir(), 'nightshift-bench-'));
      return {
        place: { url: join(folder, 'data'), space: 'bench' },
        server: await version(),
        cpuMs: () => Promise.resolve(null),
        bytes: () => Promise.resolve(null),
        close: () => rm(folder, { recursive: true, force: true }),
      };
    },
    close: () => Promise.resolve(),
  };
}

async function version(): Promise<string> {
  const folder = join(dirname(createRequire(import.meta.url).resolve('@electric-sql/pglite')), '..');
  const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { version: string };
  return `PGlite ${version}, relaxedDurability off`;
}
