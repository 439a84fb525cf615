import { readFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { capture, captureOk } from '../../scripts/child-process.js';
import { contestants, type ContestantName } from './contestants.js';

// The newest peers ask for a newer Node than the library does; everything is measured on one.
const NODE_MAJOR = 24;

/** Where a report was made. */
export interface Machine {
  readonly node: string;
  readonly cpu: string;
  readonly cores: number;
  /** How busy it was before and after, as the average number of processes that wanted a core. */
  readonly load: readonly [before: number, after: number];
}

/** The average load of the last minute. */
export function load(): number {
  return loadavg()[0] ?? 0;
}

/** Describes this machine as one that runs a Node. */
export async function machine(execPath: string, loadBefore: number): Promise<Machine> {
  return {
    node: (await captureOk([execPath, '--version'])).trim(),
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    load: [loadBefore, load()],
  };
}

/** The Node that everything is measured on: this one when it is new enough, else one that npm brings. */
export async function newestNode(): Promise<string> {
  if (Number(process.versions.node.split('.')[0]) >= NODE_MAJOR) return process.execPath;
  const print = ['node', '-p', 'process.execPath'];
  const { code, output } = await capture(['npx', '-y', '-p', `node@${NODE_MAJOR}`, ...print]);
  const path = output.trim().split('\n').at(-1) ?? '';
  if (code === 0 && path !== '') return path;
  throw new Error(`Node ${NODE_MAJOR} is needed and npx does not bring it; start this with a Node as new.\n${output}`);
}

/** Versions of the packages that contestants are made of. */
export async function versionsOf(names: readonly ContestantName[]): Promise<Record<string, string>> {
  const packages = [...new Set(names.flatMap((name): readonly string[] => contestants[name].packages))].sort();
  const versions = packages.map(async (name) => {
    const manifest = new URL(`../node_modules/${name}/package.json`, import.meta.url);
    const { version } = JSON.parse(await readFile(manifest, 'utf8')) as { version: string };
    return [name, version] as const;
  });
  return Object.fromEntries(await Promise.all(versions));
}
