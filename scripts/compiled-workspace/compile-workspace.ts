import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, realpath, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SCOPE = '@nightshift';
const SOURCE = `${SCOPE}/source`;

/** Rooms beside the packages that start processes of their own. */
const PROGRAMS = ['bench', 'faults'];

/**
 * Writes the packages, and the programs that measure and strike them, as plain JavaScript to an empty folder, each file
 * where it stands in the repository. A process that a test starts from there needs no loader of TypeScript, which costs
 * it more processor time than the rest of its start; and it is what the source says now, whatever was built when.
 */
export async function compileWorkspace(folder: string): Promise<void> {
  const packages = (await readdir(join(ROOT, 'packages')))
    .map((name) => `packages/${name}`)
    .filter((room) => existsSync(join(ROOT, room, 'package.json')));
  const sources = [...packages.flatMap((room) => [`${room}/src`, `${room}/test`]), ...PROGRAMS];
  await compile((await Promise.all(sources.map(typeScriptIn))).flat(), folder);
  for (const room of [...packages, ...PROGRAMS]) await furnish(room, folder);
}

async function typeScriptIn(path: string): Promise<string[]> {
  if (!existsSync(join(ROOT, path))) return [];
  const files = await readdir(join(ROOT, path), { recursive: true });
  return files
    .filter((file) => file.endsWith('.ts') && !/(\.d|\.test)\.ts$|(^|\/)node_modules\//.test(file))
    .map((file) => join(ROOT, path, file));
}

/** Writes TypeScript files of the repository as JavaScript to a folder, each where it stands in the repository. */
export async function compile(entryPoints: readonly string[], folder: string): Promise<void> {
  await build({
    entryPoints: [...entryPoints],
    outbase: ROOT,
    outdir: folder,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'error',
  });
}

interface Manifest {
  readonly files?: readonly string[];
  readonly exports?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Gives a package what its code finds beside itself: the manifest, its assets, its dependencies. */
async function furnish(room: string, folder: string): Promise<void> {
  const manifest = JSON.parse(await readFile(join(ROOT, room, 'package.json'), 'utf8')) as Manifest;
  const compiled = Object.entries(manifest.exports ?? {}).map(([name, { [SOURCE]: source = '' }]) => {
    return [name, source.replace(/\.ts$/, '.js')] as const;
  });
  const exports = Object.fromEntries(compiled);
  await writeFile(join(folder, room, 'package.json'), JSON.stringify({ ...manifest, exports }));
  const besides = [...(manifest.files ?? []).filter((name) => name !== 'dist'), 'test/previous-release'];
  for (const name of besides) await link(join(ROOT, room, name), join(folder, room, name));
  await linkDependencies(join(ROOT, room, 'node_modules'), join(folder, room, 'node_modules'), folder);
}

async function linkDependencies(from: string, to: string, folder: string): Promise<void> {
  for (const name of await readdir(from)) {
    if (name === SCOPE) {
      // Of each other packages take what is compiled.
      for (const own of await readdir(join(from, name))) await link(join(folder, 'packages', own), join(to, name, own));
    } else if (name.startsWith('@')) {
      await linkDependencies(join(from, name), join(to, name), folder);
    } else {
      await link(join(from, name), join(to, name));
    }
  }
}

async function link(from: string, to: string): Promise<void> {
  if (!existsSync(from)) return;
  await mkdir(dirname(to), { recursive: true });
  await symlink(await realpath(from), to, 'junction');
}
