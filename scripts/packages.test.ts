import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inspectTarball } from './packages/inspect.js';
import { importFaults, install, programFault } from './packages/install.js';
import { pack, type Tarball } from './packages/tarball.js';

let place = '';
beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), 'nightshift-packed-'));
});
afterEach(() => rm(place, { recursive: true, force: true }));

/** Packs a package of these files, built as ours are except for what a test changes. */
async function packed(files: Record<string, string>, changes: object = {}, name = 'tried'): Promise<Tarball> {
  const folder = join(place, 'package');
  await mkdir(join(folder, 'dist'), { recursive: true });
  const manifest = { name, version: '1.0.0', type: 'module', files: ['dist'], exports: exportsOf(), ...changes };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  for (const [file, text] of Object.entries(files)) await writeFile(join(folder, 'dist', file), text);
  return pack({ name, folder, modules: [{ specifier: name, source: '' }], dependencies: [] }, place);
}

const exportsOf = (more: object = {}): object => ({
  '.': { types: './dist/index.d.ts', ...more, default: './dist/index.js' },
});
const sound = { 'index.js': 'export const one = 1;', 'index.d.ts': 'export declare const one: number;' };

describe('a packed package', () => {
  it('is accepted when it is sound', async () => {
    expect(await inspectTarball(await packed(sound))).toEqual([]);
  });

  it('is refused with the source condition left in', async () => {
    const tarball = await packed(sound, { exports: exportsOf({ '@nightshift/source': './dist/index.js' }) });
    expect(await inspectTarball(tarball)).toEqual([expect.stringContaining('@nightshift/source')]);
  });

  it('is refused when a module it exports is not in it', async () => {
    const tarball = await packed({ 'index.d.ts': sound['index.d.ts'] });
    expect(await inspectTarball(tarball)).toEqual([expect.stringMatching(/^publint: .*does not exist/)]);
  });

  it('is refused when its types lead nowhere', async () => {
    const tarball = await packed({ ...sound, 'index.d.ts': `export * from './gone.js';` });
    const faults = await inspectTarball(tarball);
    expect(faults).toContainEqual(expect.stringMatching(/^attw: .*"InternalResolutionError"/));
  });

  it('is refused when it is core and weighs too much', async () => {
    const noise = Array.from({ length: 60_000 }, (_, index) => Math.imul(index, 2_654_435_761)).join();
    const tarball = await packed({ ...sound, 'noise.js': `[${noise}]` }, {}, '@nightshift/core');
    expect(await inspectTarball(tarball)).toEqual([expect.stringMatching(/^is \d+ bytes packed, expected at most/)]);
  });
});

describe('an installed package', () => {
  const installed = async (index: string) => install([await packed({ ...sound, 'index.js': index })], place);

  it('is accepted when importing it does no more than that', async () => {
    expect(await importFaults(await installed(sound['index.js']))).toEqual([]);
  });

  it('is refused when importing it fails', async () => {
    const host = await installed(`export * from './gone.js';`);
    expect(await importFaults(host)).toEqual([expect.stringContaining('ERR_MODULE_NOT_FOUND')]);
  });

  it('is refused when importing it starts something', async () => {
    const host = await installed('export const one = setInterval(() => {}, 1000);');
    expect(await importFaults(host)).toEqual([expect.stringContaining('opens at import: Timeout')]);
  });

  it('runs a TypeScript program, and is refused when the program fails', async () => {
    const host = await installed(sound['index.js']);
    const program = (expected: number): string =>
      `import { one } from 'tried';\nconst two: number = one + 1;\nif (two !== ${String(expected)}) throw new Error('wrong');`;
    expect(await programFault(host, 'right', program(2))).toEqual([]);
    expect(await programFault(host, 'wrong', program(3))).toEqual([expect.stringContaining('Error: wrong')]);
  });
});
