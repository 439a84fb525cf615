import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../workspace.js';
import { readCompose } from './compose.js';
import { readCrontab } from './crontab.js';
import { readDockerfile } from './dockerfile.js';
import { readManifests } from './kubernetes.js';
import type { Launch, Reading } from './launch.js';
import { readUnit } from './systemd.js';

/** The folder of the files that users copy. */
export const folder = join(root, 'deploy');

/** How each file is read, by its path in the folder. A file that is not here has no reader, and a test says so. */
export const READERS: Readonly<Record<string, (path: string, text: string) => Reading>> = {
  Dockerfile: readDockerfile,
  'compose.yaml': (path, text) => readCompose(path, { text, path: join(folder, path) }),
  crontab: readCrontab,
  'env.example': readVariables,
  'kubernetes/configuration.yaml': readManifests,
  'kubernetes/cronjob.yaml': readManifests,
  'kubernetes/migrate.yaml': readManifests,
  'kubernetes/worker.yaml': readManifests,
  'systemd/nightshift-worker@.service': readUnit,
};

/** Every file of the folder, read. */
export function readDeployment(): {
  readonly readings: ReadonlyMap<string, Reading>;
  readonly launches: readonly Launch[];
} {
  const readings = new Map(
    Object.entries(READERS).map(
      ([path, read]) => [path, read(path, readFileSync(join(folder, path), 'utf8'))] as const,
    ),
  );
  return { readings, launches: [...readings.values()].flatMap(({ launches }) => launches) };
}

function readVariables(where: string, text: string): Reading {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const faults = lines.filter((line) => !/^[A-Z_]+=\S*$/.test(line)).map((line) => `${where}: not NAME=value: ${line}`);
  const environment = new Map(lines.map((line) => line.split('=', 2) as [string, string]));
  return { launches: [{ where, command: [], environment, probes: [] }], faults };
}
