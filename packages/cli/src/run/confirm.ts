import type { Registry } from '@nightshift/core';
import type { Host } from '../host.js';
import type { Output } from '../terminal/output.js';
import { openPrompts } from '../terminal/prompts.js';
import { counted } from '../terminal/wording.js';
import { planLines } from './print-plan.js';
import type { RunPlan } from './run-plan.js';

/** Shows the plan and asks whether to go ahead. */
export async function confirmed(
  plan: RunPlan,
  registry: Registry,
  { host, output }: { readonly host: Host; readonly output: Output },
): Promise<boolean> {
  for (const line of planLines(plan, registry)) output.warn(line);
  const prompts = await openPrompts(host);
  return prompts.confirm(`Enqueue ${counted(plan.plan.runs.length, 'run')}?`, true);
}
