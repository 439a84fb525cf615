// Compiles the matching kernel (assembly/match-kernel) into a module of the source tree, so that neither a build nor a
// user needs the compiler. With --check it writes nothing and fails when the module is not what the source compiles to.
import asc from 'assemblyscript/asc';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const target = new URL('../src/social/matching/engine/kernel.generated.ts', import.meta.url);

const OPTIONS = [
  '-O3',
  '--converge',
  '--noAssert',
  '--runtime',
  'stub',
  '--use',
  'abort=',
  '--enable',
  'simd,threads',
  '--importMemory',
  '--sharedMemory',
  '--initialMemory',
  '1',
  '--maximumMemory',
  '65536',
];

async function compile() {
  const files = new Map();
  const { error, stderr } = await asc.main(
    ['assembly/match-kernel/index.ts', '--outFile', 'kernel.wasm', '--baseDir', root, ...OPTIONS],
    {
      writeFile: (name, contents) => void files.set(name, contents),
    },
  );
  if (error) throw new Error(`the matching kernel does not compile:\n${stderr.toString()}`);
  return Buffer.from(files.get('kernel.wasm'));
}

function moduleOf(wasm) {
  const lines = wasm
    .toString('base64')
    .match(/.{1,110}/g)
    .map((line) => `  '${line}'`);
  return [
    '// Compiled from assembly/match-kernel by scripts/build-kernel.mjs. Do not edit: change the source and build it again.',
    '/** The matching kernel as WebAssembly, in base64. */',
    'export const KERNEL_BASE64 =',
    `${lines.join(' +\n')};`,
    '',
  ].join('\n');
}

const built = moduleOf(await compile());
if (!process.argv.includes('--check')) {
  await writeFile(target, built);
} else if ((await readFile(target, 'utf8')) !== built) {
  console.error(
    'kernel.generated.ts is stale: run node packages/jobs-domain/scripts/build-kernel.mjs and commit the result',
  );
  process.exitCode = 1;
}
