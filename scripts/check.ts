import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import PQueue from 'p-queue';
import { capture, pnpm } from './child-process.js';

/**
 * The gate: stages in order, whose steps run side by side. What fails fastest comes first. Each step is a script of
 * package.json and can be run by itself.
 */
const stages = [
  ['lint', 'types', 'format:check', 'generated', 'unused'],
  ['build'],
  ['packages', 'docs:check'],
  ['test'],
  ['test:faults --quick'],
];

const timings: string[] = [];

for (const stage of stages) {
  const queue = new PQueue({ concurrency: availableParallelism() });
  const failed = (await queue.addAll(stage.map((step) => () => runStep(step, stage.length === 1)))).flat();
  if (failed.length === 0) continue;
  console.error(`\ncheck failed at ${failed.join(', ')}; \`pnpm <step>\` runs a step alone`);
  process.exit(1);
}

console.log(`\ncheck passed: ${timings.join(', ')}`);

/** @returns the step if it failed. One that has a stage for itself is heard while it runs, of others each is heard at its end. */
async function runStep(step: string, isAlone: boolean): Promise<string[]> {
  const command = pnpm('run', ...step.split(' '));
  const started = performance.now();
  if (isAlone) console.log(`\n==> ${step}`);
  const { code, output } = isAlone ? await watch(command) : await capture(command);
  if (!isAlone) console.log(`\n==> ${step}\n${output}`);
  timings.push(`${step} ${((performance.now() - started) / 1000).toFixed(1)} s`);
  return code === 0 ? [] : [step];
}

async function watch([program = '', ...args]: readonly string[]): Promise<{ code: number | null; output: string }> {
  const [code] = (await once(spawn(program, args, { stdio: 'inherit' }), 'close')) as [number | null];
  return { code, output: '' };
}
