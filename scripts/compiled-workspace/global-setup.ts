import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { compileWorkspace } from './compile-workspace.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** A folder with the packages compiled, each file where it stands in the repository: for processes that tests start. */
    compiledWorkspace: string;
  }
}

/** Compiles the workspace for the run, and again before tests are repeated by a watcher. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const place = await mkdtemp(join(tmpdir(), 'nightshift-compiled-'));
  const compileAgain = async (count: number): Promise<void> => {
    const folder = join(place, String(count));
    await compileWorkspace(folder);
    project.provide('compiledWorkspace', folder);
  };
  let count = 0;
  await compileAgain(count);
  project.onTestsRerun(() => compileAgain((count += 1)));
  return () => rm(place, { recursive: true, force: true });
}
