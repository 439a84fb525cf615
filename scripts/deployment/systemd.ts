import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { seconds } from './duration.js';
import type { Launch, Reading } from './launch.js';

/** Instances that the unit is checked with: the first, and one more. */
const INSTANCES = ['1', '2'];

/** A template unit: one process per instance. */
export function readUnit(where: string, text: string): Reading {
  const faults: string[] = [];
  const settings = new Map<string, string[]>();
  let section = '';
  for (const [index, line] of text.split('\n').entries()) {
    const at = `${where}:${index + 1}`;
    if (line === '' || line.startsWith('#')) continue;
    const header = /^\[(\w+)\]$/.exec(line)?.[1];
    const [, key, value = ''] = /^(\w+)=(.*)$/.exec(line) ?? [];
    if (header !== undefined) section = header;
    else if (key === undefined) faults.push(`${at}: expected [Section] or Key=value; received ${JSON.stringify(line)}`);
    else settings.set(`${section}.${key}`, [...(settings.get(`${section}.${key}`) ?? []), value]);
  }
  for (const [key, expected] of REQUIRED) {
    const received = settings.get(key)?.join(' ');
    if (received !== expected) faults.push(`${where}: expected ${key}=${expected}; received ${received ?? 'nothing'}`);
  }
  return { launches: INSTANCES.map((instance) => launch(where, instance, settings)), faults };
}

const REQUIRED: readonly (readonly [string, string])[] = [
  ['Service.KillSignal', 'SIGTERM'],
  ['Service.KillMode', 'mixed'],
  ['Service.NoNewPrivileges', 'yes'],
  ['Service.ProtectSystem', 'strict'],
  ['Install.WantedBy', 'multi-user.target'],
];

function launch(where: string, instance: string, settings: ReadonlyMap<string, string[]>): Launch {
  const of = (key: string): string[] =>
    (settings.get(`Service.${key}`) ?? []).map((value) => value.replaceAll('%i', instance));
  const [stop = '90'] = of('TimeoutStopSec');
  return {
    where: `${where} ${instance}`,
    command: (of('ExecStart')[0] ?? '').split(/\s+/),
    environment: new Map(of('Environment').map((pair) => pair.split('=', 2) as [string, string])),
    stopSeconds: seconds(stop),
    probes: [],
  };
}

/** Whether this machine has systemd's own checker. */
export function hasSystemd(): boolean {
  return spawnSync('systemd-analyze', ['--version']).status === 0;
}

/** What systemd itself says against a unit; nothing when all is well. The program that it starts need not be installed. */
export function verifyUnit(file: string, text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'nightshift-unit-'));
  try {
    const installed = text.replaceAll(/^ExecStart=\S+/gm, `ExecStart=${process.execPath}`);
    const unit = join(folder, basename(file).replace('@', '@1'));
    writeFileSync(unit, installed);
    // A key that it does not know is a warning to it, and exit code 0.
    return spawnSync('systemd-analyze', ['verify', '--man=no', unit], { encoding: 'utf8' }).stderr;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
