import { PGlite } from '@electric-sql/pglite';
import { createRequire } from 'node:module';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { brotliCompressSync, constants } from 'node:zlib';
import { BLANK_DATABASE, PGLITE_VERSION } from '../src/pglite/blank-database.js';

// Writes the data directory that embedded databases start from. With --check it only says whether the one that is
// there was made by the version of PGlite that is installed; no two initialisations give the same bytes.

const manifest = createRequire(import.meta.url)
  .resolve('@electric-sql/pglite')
  .replace(/dist\/.*$/, 'package.json');
const { version } = JSON.parse(await readFile(manifest, 'utf8')) as { version: string };
if (version !== PGLITE_VERSION) {
  console.error(
    `PGlite ${version} is installed; set PGLITE_VERSION in src/pglite/blank-database.ts and run this script.`,
  );
  process.exit(1);
}
if (process.argv.includes('--check')) await readFile(BLANK_DATABASE);
else await make();

async function make(): Promise<void> {
  const pglite = await PGlite.create();
  const tar = new Uint8Array(await (await pglite.dumpDataDir('none')).arrayBuffer());
  await pglite.close();
  const packed = brotliCompressSync(tar, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 },
  });
  const assets = new URL('./', BLANK_DATABASE);
  await rm(assets, { recursive: true, force: true });
  await mkdir(assets, { recursive: true });
  await writeFile(BLANK_DATABASE, packed);
  console.log(`${BLANK_DATABASE.pathname.split('/').at(-1)}: ${packed.length} bytes`);
}
