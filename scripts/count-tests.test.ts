import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { capture } from './child-process.js';
import { root } from './workspace.js';

let place = '';
beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), 'nightshift-reports-'));
});
afterEach(() => rm(place, { recursive: true, force: true }));

interface File {
  status: string;
  assertionResults: { status: string }[];
}

async function report(name: string, counts: [passed: number, failed: number, skipped: number], files: File[] = []) {
  const [numPassedTests, numFailedTests, numPendingTests] = counts;
  const content = { numPassedTests, numFailedTests, numPendingTests, numTodoTests: 0, testResults: files };
  await writeFile(join(place, `${name}.json`), JSON.stringify(content));
}

const count = (...otherFailures: string[]) =>
  capture([process.execPath, `${root}scripts/count-tests.mjs`, place, ...otherFailures]);

it('adds up the reports of all runs', async () => {
  await report('node20', [3, 0, 1]);
  await report('node24', [2, 0, 0]);
  expect(await count()).toEqual({ code: 0, output: '5 passed, 0 failed, 1 skipped\n' });
});

it('fails with a failed test', async () => {
  await report('node20', [3, 1, 0], [{ status: 'failed', assertionResults: [{ status: 'failed' }] }]);
  expect(await count()).toEqual({ code: 1, output: '3 passed, 1 failed\n' });
});

it('fails with a file that did not load', async () => {
  await report('node20', [3, 0, 0], [{ status: 'failed', assertionResults: [] }]);
  expect(await count()).toEqual({ code: 1, output: '3 passed, 1 failed\n' });
});

it('fails when something else failed, though every test passed', async () => {
  await report('node20', [3, 0, 0]);
  expect(await count('1')).toEqual({ code: 1, output: '3 passed, 1 failed\n' });
});

it('fails when nothing ran', async () => {
  expect(await count()).toEqual({ code: 1, output: '0 passed, 0 failed\n' });
});
