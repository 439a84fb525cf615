import { redactInput, type Json, type PlannedRun, type Registry } from '@nightshift/core';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { aligned } from '../terminal/layout.js';
import type { Output } from '../terminal/output.js';
import { counted } from '../terminal/wording.js';
import type { RunPlan } from './run-plan.js';

/** `--plan`: what would run, as the result. Nothing is enqueued. */
export function printPlan({ plan, pulledIn, leftOut }: RunPlan, registry: Registry, output: Output): ExitCode {
  if (output.json) {
    const runs = plan.runs.map((run) => ({ ...run, input: shown(run, registry) }));
    output.document('plan', { levels: plan.levels, runs, pulledIn, leftOut });
  } else output.result(planLines({ plan, pulledIn, leftOut }, registry));
  return EXIT.success;
}

/** A line per run, level by level: a level starts when the ones before it are done. */
export function planLines({ plan, pulledIn, leftOut }: RunPlan, registry: Registry): string[] {
  const rows = plan.levels.flatMap((level, index) =>
    plan.runs
      .filter((run) => level.includes(run.job))
      .map((run) => [`level ${index + 1}`, run.job, JSON.stringify(shown(run, registry)), reason(run, pulledIn)]),
  );
  return [
    `${counted(plan.runs.length, 'run')} in ${counted(plan.levels.length, 'level')}:`,
    ...aligned(rows),
    ...leftOut.map((name) => `  ${name} has never succeeded here, and is left out all the same`),
  ];
}

function reason({ job, reason: why }: PlannedRun, pulledIn: readonly string[]): string {
  if (pulledIn.includes(job))
    return `added: it has never run here${why.kind === 'needed' ? `, and ${why.by.join(', ')} needs it` : ''}`;
  return why.kind === 'asked' ? '' : `added because ${why.by.join(', ')} needs it`;
}

function shown({ job, input }: PlannedRun, registry: Registry): unknown {
  return redactInput(input as Json, registry.get(job));
}
