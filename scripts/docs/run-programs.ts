import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import PQueue from 'p-queue';
import { capture } from '../child-process.js';

const timeLimitMs = 60_000;

/**
 * Runs each file of JavaScript as a process of its own, in an empty folder, two at a time.
 *
 * @returns for each file that did not end by itself with exit code 0, what it printed.
 */
export async function runFaults(files: readonly string[]): Promise<{ file: string; output: string }[]> {
  const queue = new PQueue({ concurrency: 2 });
  const faults = await queue.addAll(files.map((file) => () => runFault(file)));
  return faults.flat();
}

async function runFault(file: string): Promise<{ file: string; output: string }[]> {
  const folder = await mkdtemp(join(tmpdir(), 'nightshift-docs-'));
  try {
    const { code, output } = await capture([process.execPath, file], { cwd: folder, timeout: timeLimitMs });
    if (code === 0) return [];
    const end = code === null ? `did not end within ${String(timeLimitMs / 1000)} s` : `ended with ${String(code)}`;
    return [{ file, output: `${end}\n${output}` }];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
