import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importInstalled } from './packages/install.js';
import { inspectTarball } from './packages/inspect.js';
import { pack } from './packages/tarball.js';
import { publicPackages } from './workspace.js';

// Looks at the packages as a registry would serve them: packed, then installed in an empty project.
const packages = publicPackages();
const place = await mkdtemp(join(tmpdir(), 'nightshift-packages-'));

try {
  const tarballs = await Promise.all(packages.map((each) => pack(each, place)));
  const problems: string[] = [];
  for (const tarball of tarballs) {
    const found = await inspectTarball(tarball);
    console.log(
      `${found.length === 0 ? 'ok' : 'FAULTY'}  ${tarball.package.name}  ${String(tarball.bytes)} bytes packed`,
    );
    problems.push(...found.map((problem) => `${tarball.package.name}: ${problem}`));
  }
  problems.push(...(await importInstalled(tarballs, place)));
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length === 0 ? 0 : 1;
} finally {
  await rm(place, { recursive: true, force: true });
}
