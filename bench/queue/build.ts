import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build as tsup } from 'tsup';
import { captureOk } from '../../scripts/child-process.js';
import shared from '../../tsup.config.js';
import type { Launch } from './processes.js';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const DIST = join(HERE, '../dist');
const PACKAGES = ['core', 'adapters-postgres', 'adapters-redis'];
const MEASURING = [
  '{contestant,contestants,measure,order,payload}.ts',
  '{contestants,tasks}/*.ts',
  'itself/{machine-clock,measure,no-op,open-store,order,talk,watched-store}.ts',
  'itself/tasks/*.ts',
];

/**
 * Builds what is measured, and what measures it. Built JavaScript is what users run: a loader of TypeScript would cost
 * memory, and time in every function that it names.
 */
export async function build(): Promise<Pick<Launch, 'entry' | 'execArgv'>> {
  const program = join(dirname(createRequire(import.meta.url).resolve('tsup/package.json')), 'dist/cli-default.js');
  const command = [process.execPath, program, '--config', '../../tsup.config.ts', '--silent', '--no-clean'];
  await Promise.all(PACKAGES.map((name) => captureOk(command, { cwd: join(HERE, '../../packages', name) })));
  const entry = MEASURING.map((files) => join(HERE, files));
  await tsup({ ...shared, config: false, entry, outDir: DIST, silent: true });
  return { entry: join(DIST, 'measure.js'), execArgv: [] };
}
