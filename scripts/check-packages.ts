import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { inspectTarball } from './packages/inspect.js';
import { type Host, importFaults, install, programFault } from './packages/install.js';
import { pack } from './packages/tarball.js';
import { publicPackages, root } from './workspace.js';

// Looks at the packages as a registry would serve them: packed, then installed in a project that has nothing else.
const place = await mkdtemp(join(tmpdir(), 'nightshift-packages-'));
try {
  const tarballs = await Promise.all(publicPackages().map((each) => pack(each, place)));
  let faulty = 0;
  const report = (subject: string, faults: readonly string[]): void => {
    faulty += faults.length;
    console.log([`${faults.length === 0 ? 'ok    ' : 'FAULTY'}  ${subject}`, ...faults].join('\n'));
  };
  for (const tarball of tarballs) {
    report(`${tarball.package.name}, ${String(tarball.bytes)} bytes packed`, await inspectTarball(tarball));
  }
  const host = await install(tarballs, place, await exampleDependencies());
  report(`import of ${host.modules.join(', ')}`, await importFaults(host));
  for (const file of await exampleFiles()) report(`examples/${file}, installed`, await exampleFault(host, file));
  process.exitCode = faulty === 0 ? 0 : 1;
} finally {
  await rm(place, { recursive: true, force: true });
}

/** What the examples use besides the packages of this repository. */
async function exampleDependencies(): Promise<Record<string, string>> {
  const text = await readFile(`${root}examples/package.json`, 'utf8');
  const { dependencies } = JSON.parse(text) as { dependencies: Record<string, string> };
  return Object.fromEntries(Object.entries(dependencies).filter(([, version]) => !version.startsWith('workspace:')));
}

async function exampleFiles(): Promise<string[]> {
  const names = await readdir(`${root}examples`);
  return names.filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
}

async function exampleFault(host: Host, file: string): Promise<string[]> {
  return programFault(host, basename(file, '.ts'), await readFile(`${root}examples/${file}`, 'utf8'));
}
