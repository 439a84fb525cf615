import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';
import { capture, captureOk } from '../child-process.js';
import { type Tarball } from './tarball.js';

/** An otherwise empty project with packages installed from their tarballs, as a host has them. */
export interface Host {
  folder: string;
  /** Specifiers of every public module of the installed packages. */
  modules: string[];
}

/**
 * Installs the tarballs in a new project inside `place`.
 *
 * @param others - what the project depends on besides, by name and version range.
 */
export async function install(
  tarballs: readonly Tarball[],
  place: string,
  others: Record<string, string> = {},
): Promise<Host> {
  const folder = join(place, 'host');
  await mkdir(folder);
  // The packages name each other by version; until that version is published, each name stands for its tarball.
  const files = Object.fromEntries(tarballs.map(({ package: { name }, file }) => [name, `file:${file}`]));
  const manifest = { private: true, type: 'module', dependencies: { ...others, ...files }, overrides: files };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  await captureOk(['npm', 'install', '--no-audit', '--no-fund', '--prefer-offline'], { cwd: folder });
  return { folder, modules: tarballs.flatMap((each) => each.package.modules.map(({ specifier }) => specifier)) };
}

// The standard streams open when they are first looked at, and what the loader opens is closed a few turns later.
const importAlone = `
  import { setImmediate } from 'node:timers/promises';
  process.stdout.writable && process.stderr.writable;
  const before = process.getActiveResourcesInfo();
  const module = await import(process.argv[1]);
  if (Object.keys(module).length === 0) throw new Error('exports nothing');
  for (let turn = 0; turn < 10; turn += 1) await setImmediate();
  const opened = process.getActiveResourcesInfo().filter((name) => !before.includes(name));
  if (opened.length > 0) throw new Error('opens at import: ' + opened.join(', '));
`;

/** Imports every public module under plain Node, and says which import failed or left something open. */
export async function importFaults({ folder, modules }: Host): Promise<string[]> {
  const faults = await Promise.all(
    modules.map(async (specifier) => {
      const command = [process.execPath, '--input-type=module', '--eval', importAlone, specifier];
      const { code, output } = await capture(command, { cwd: folder, timeout: 30_000 });
      return code === 0 ? [] : [`import '${specifier}' under plain Node ended with ${String(code)}:\n${output}`];
    }),
  );
  return faults.flat();
}

/** Runs a TypeScript program, its types taken away, under plain Node on the installed packages. */
export async function programFault({ folder }: Host, name: string, text: string): Promise<string[]> {
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023, verbatimModuleSyntax: true },
  });
  const file = join(folder, `${name}.js`);
  await writeFile(file, outputText);
  const { code, output } = await capture([process.execPath, file], { cwd: folder, timeout: 60_000 });
  return code === 0 ? [] : [`${name} on the installed packages ended with ${String(code)}:\n${output}`];
}
