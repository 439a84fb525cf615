import { planLevels, type Plan, type PlannedRun } from '@nightshift/core';
import type { Client } from '../app/session.js';
import { jobOptions } from '../arguments/job-options.js';
import { UsageError } from '../usage-error.js';
import type { Input, Inputs } from './job-inputs.js';
import type { Selection } from './selection.js';

/** A plan, and what was decided about the dependencies of the jobs that were named. */
export interface RunPlan {
  readonly plan: Plan;
  /** Jobs that come first because they never succeeded in this store. */
  readonly pulledIn: readonly string[];
  /** Jobs that never succeeded and are left out all the same. */
  readonly leftOut: readonly string[];
}

interface PlanOptions {
  readonly inputs: Inputs;
  /** False with `--no-deps`. */
  readonly dependencies: boolean;
}

/**
 * What runs. A group, or everything, brings all that it depends on. Jobs that were named run alone, except that what they
 * need and what never succeeded in this store comes first, over everything and not over the part that the named job is for.
 */
export async function planRuns(client: Client, selection: Selection, options: PlanOptions): Promise<RunPlan> {
  if (selection.kind === 'jobs') return planNamed(client, selection.names, options);
  const full = client.plan(selection.kind === 'all' ? { all: true } : { group: selection.group });
  const kept = options.dependencies ? names(full.runs) : names(full.runs.filter((run) => run.reason.kind === 'asked'));
  return { plan: withInputs(restricted(full, kept), options.inputs), pulledIn: [], leftOut: [] };
}

async function planNamed(
  client: Client,
  named: readonly string[],
  { inputs, dependencies }: PlanOptions,
): Promise<RunPlan> {
  const full = client.plan({ jobs: named });
  const missing = await neverSucceeded(client, named);
  // A dry run promises to change nothing: what comes before it would run for real.
  const isDry = named.some((name) => isDryRun(inputs.get(name)));
  const pulledIn = dependencies && !isDry ? missing : new Set<string>();
  refuseUnplannable(client, [...pulledIn], named);
  const plan = withInputs(restricted(full, new Set([...named, ...pulledIn])), inputs);
  const leftOut = [...missing].filter((name) => !pulledIn.has(name));
  return { plan, pulledIn: plan.runs.map((run) => run.job).filter((name) => pulledIn.has(name)), leftOut };
}

/** The dependencies that have no success to show. What has one stands for everything before it. */
async function neverSucceeded(client: Client, named: readonly string[]): Promise<Set<string>> {
  const missing = new Set<string>();
  const seen = new Set(named);
  const queue = [...named];
  for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
    for (const { job } of client.registry.get(name).dependsOn) {
      if (seen.has(job.name)) continue;
      seen.add(job.name);
      if (await hasSucceeded(client, job.name)) continue;
      missing.add(job.name);
      queue.push(job.name);
    }
  }
  return missing;
}

// A dry run wrote nothing that anybody could build on.
async function hasSucceeded(client: Client, job: string): Promise<boolean> {
  const { runs } = await client.list({ jobs: [job], states: ['success'] }, { limit: 100 });
  return runs.some((run) => !isDryRun(run.input));
}

function refuseUnplannable(client: Client, pulledIn: readonly string[], named: readonly string[]): void {
  for (const name of pulledIn) {
    const needs = (jobOptions(client.registry.get(name)) ?? []).filter((option) => option.required);
    if (needs.length === 0) continue;
    const flags = needs.map((option) => `--${option.name}=…`).join(' ');
    throw new UsageError(
      `${named.join(', ')} needs ${name}, which has never run here and cannot run without ${flags}. Nothing was enqueued.`,
      [`Run it first: nightshift run ${name} ${flags}`, `Or without it: nightshift run ${named.join(' ')} --no-deps`],
    );
  }
}

function isDryRun(input: unknown): boolean {
  return typeof input === 'object' && input !== null && (input as { dryRun?: unknown }).dryRun === true;
}

// What runs alone needs no edge to what does not run.
function restricted(plan: Plan, kept: ReadonlySet<string>): Plan {
  const runs = plan.runs
    .filter((run) => kept.has(run.job))
    .map((run) => ({ ...run, parents: run.parents.filter((edge) => kept.has(edge.job)) }));
  return { runs, levels: planLevels(runs) };
}

function withInputs(plan: Plan, inputs: Inputs): Plan {
  const inputOf = (job: string): Input => inputs.get(job) ?? {};
  return { ...plan, runs: plan.runs.map((run) => ({ ...run, input: inputOf(run.job) })) };
}

function names(runs: readonly PlannedRun[]): Set<string> {
  return new Set(runs.map((run) => run.job));
}
