import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { pnpm } from './child-process.js';

/** The gate, in order: what fails fastest comes first. Each step is a script of package.json and can be run by itself. */
const steps = [
  'format:check',
  'lint',
  'types',
  'unused',
  'generated',
  'build',
  'packages',
  'test',
  'test:faults',
  'docs:check',
];

const [program = '', ...args] = pnpm('run');
const timings: string[] = [];

for (const step of steps) {
  console.log(`\n==> ${step}`);
  const started = performance.now();
  const [code] = (await once(spawn(program, [...args, step], { stdio: 'inherit' }), 'close')) as [number | null];
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  timings.push(`${step} ${seconds} s`);
  if (code !== 0) {
    console.error(`\ncheck failed at ${step} after ${seconds} s; \`pnpm ${step}\` runs this step alone`);
    process.exit(1);
  }
}

console.log(`\ncheck passed: ${timings.join(', ')}`);
