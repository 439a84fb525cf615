import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { capture, captureOk } from '../child-process.js';
import { type Tarball } from './tarball.js';

/**
 * Installs the tarballs in an empty project and imports every public module under plain Node.
 *
 * @returns what went wrong: an import that failed, or that left something open which keeps the process alive.
 */
export async function importInstalled(tarballs: readonly Tarball[], place: string): Promise<string[]> {
  const project = join(place, 'project');
  await mkdir(project);
  await writeFile(join(project, 'package.json'), JSON.stringify(manifest(tarballs)));
  await captureOk(['npm', 'install', '--no-audit', '--no-fund', '--prefer-offline'], { cwd: project });
  const specifiers = tarballs.flatMap((tarball) => tarball.package.modules.map((module) => module.specifier));
  const faults = await Promise.all(specifiers.map((specifier) => importAlone(specifier, project)));
  return faults.flat();
}

// The packages name each other by version; until that version is published, each name stands for its tarball.
function manifest(tarballs: readonly Tarball[]): object {
  const files = Object.fromEntries(tarballs.map(({ package: { name }, file }) => [name, `file:${file}`]));
  return { name: 'host', private: true, type: 'module', dependencies: files, overrides: files };
}

// What the standard streams and the loader itself hold open is there before the import or gone a turn after it.
const script = `
  import { setImmediate } from 'node:timers/promises';
  const before = process.getActiveResourcesInfo();
  const module = await import(process.argv[1]);
  if (Object.keys(module).length === 0) throw new Error('exports nothing');
  for (let turn = 0; turn < 10; turn += 1) await setImmediate();
  const opened = process.getActiveResourcesInfo().filter((name) => !before.includes(name));
  if (opened.length > 0) throw new Error('opens at import: ' + opened.join(', '));
`;

async function importAlone(specifier: string, project: string): Promise<string[]> {
  const command = [process.execPath, '--input-type=module', '--eval', script, specifier];
  const { code, output } = await capture(command, { cwd: project, timeout: 30_000 });
  console.log(`${code === 0 ? 'ok' : 'FAULTY'}  import ${specifier}`);
  return code === 0 ? [] : [`import '${specifier}' under plain Node: exit code ${String(code)}\n${output}`];
}
