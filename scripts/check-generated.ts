import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { capture } from './child-process.js';

/**
 * Generators whose output is committed. Each writes its files when it is run, and with `--check` compares them with
 * what it would write and exits 1 when they differ.
 */
const generators = [
  'packages/adapters-postgres/scripts/embed-sql.ts',
  'packages/adapters-postgres/scripts/blank-database.ts',
  'packages/adapters-redis/scripts/embed-lua.ts',
  'packages/jobs-domain/scripts/build-kernel.mjs',
];

const root = fileURLToPath(new URL('..', import.meta.url));
let stale = 0;

for (const generator of generators) {
  if (!existsSync(`${root}${generator}`)) throw new Error(`No generator at ${generator}: correct the list above.`);
  const { code, output } = await capture([process.execPath, '--import', 'tsx', generator, '--check'], { cwd: root });
  console.log(`${code === 0 ? 'fresh' : 'stale'}  ${generator}`);
  if (code === 0) continue;
  stale += 1;
  console.error(`${output}\nRun \`node --import tsx ${generator}\` and commit what it writes.`);
}

process.exitCode = stale === 0 ? 0 : 1;
