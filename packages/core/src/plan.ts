import { NightshiftError } from './errors.js';
import type { AnyJob, JobEdge } from './job/job.js';
import type { Json } from './json.js';
import { inputJsonSchema } from './job/schema.js';
import type { Registry } from './registry.js';
import type { OnFailure } from './store/new-run.js';
import { closest } from './suggestion.js';

/** What to plan: one of these, with the input that its jobs share. */
export type PlanRequest = PlanSelection & {
  /** Each value goes to the jobs whose schema has it; a value that no job takes is an error. */
  readonly input?: Readonly<Record<string, unknown>>;
};

type PlanSelection =
  | { readonly group: string }
  | { readonly all: true; readonly except?: readonly string[] }
  | { readonly jobs: readonly (string | AnyJob)[] };

/** A flow before it is enqueued: what would run, in which order, and why. */
export interface Plan {
  /** In an order that respects every dependency. */
  readonly runs: readonly PlannedRun[];
  /** The same runs in levels: a level starts when the ones before it are done. */
  readonly levels: readonly (readonly string[])[];
}

export interface PlannedRun {
  readonly job: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** Asked for, or pulled in because these jobs need it. */
  readonly reason: { readonly kind: 'asked' } | { readonly kind: 'needed'; readonly by: readonly string[] };
  readonly parents: readonly PlannedEdge[];
}

export interface PlannedEdge {
  readonly job: string;
  readonly onFailure: OnFailure;
}

/**
 * Works out a plan. What `dependsOn` names is pulled in across groups; `after` only orders what is there.
 * Jobs that are independent keep the registry's order.
 *
 * @throws NightshiftError `PLAN_CYCLE` with the path, `UNKNOWN_JOB`, or `INVALID_OPTION` for a value that no job takes.
 */
export function makePlan(registry: Registry, request: PlanRequest): Plan {
  const asked = select(registry, request);
  const chosen = pullIn(registry, asked);
  const ordered = order(registry, chosen);
  const inputs = shareInput(ordered, request.input ?? {});
  const runs = ordered.map((job): PlannedRun => ({
    job: job.name,
    input: inputs.get(job.name) ?? {},
    reason: asked.includes(job) ? { kind: 'asked' } : { kind: 'needed', by: needing(job, ordered) },
    parents: edgesWithin(job, chosen),
  }));
  return { runs, levels: planLevels(runs) };
}

function select(registry: Registry, request: PlanSelection): AnyJob[] {
  if ('group' in request) {
    const jobs = registry.all.filter((job) => job.group === request.group);
    if (jobs.length > 0) return jobs;
    const near = closest(request.group, registry.groups);
    throw new NightshiftError(
      'INVALID_OPTION',
      `Unknown group ${JSON.stringify(request.group)}.${near === undefined ? '' : ` Did you mean "${near}"?`} There are: ${registry.groups.join(', ')}.`,
    );
  }
  if ('all' in request) return registry.all.filter((job) => !(request.except ?? []).includes(job.name));
  return request.jobs.map((job) => registry.get(typeof job === 'string' ? job : job.name));
}

// The registry's own job stands for each name, so that a definition imported twice is one node.
function pullIn(registry: Registry, asked: readonly AnyJob[]): ReadonlyMap<string, AnyJob> {
  const chosen = new Map<string, AnyJob>();
  const visit = (job: AnyJob, path: readonly string[]): void => {
    if (path.includes(job.name)) throw cycle([...path.slice(path.indexOf(job.name)), job.name]);
    if (chosen.has(job.name)) return;
    for (const edge of job.dependsOn) visit(registry.get(edge.job.name), [...path, job.name]);
    chosen.set(job.name, job);
  };
  for (const job of asked) visit(job, []);
  return chosen;
}

// Kahn's algorithm; of the jobs that are ready, the first in the registry goes first.
function order(registry: Registry, chosen: ReadonlyMap<string, AnyJob>): AnyJob[] {
  const waiting = [...chosen.values()].sort((a, b) => registry.indexOf(a.name) - registry.indexOf(b.name));
  const ordered: AnyJob[] = [];
  const placed = new Set<string>();
  while (waiting.length > 0) {
    const index = waiting.findIndex((job) => edgesWithin(job, chosen).every((edge) => placed.has(edge.job)));
    const [next] = waiting.splice(index, index < 0 ? 0 : 1);
    if (next === undefined) throw cycle(pathOfCycle(waiting, chosen));
    ordered.push(next);
    placed.add(next.name);
  }
  return ordered;
}

function pathOfCycle(waiting: readonly AnyJob[], chosen: ReadonlyMap<string, AnyJob>): string[] {
  const path: string[] = [];
  let current = waiting[0]?.name ?? '';
  while (!path.includes(current)) {
    path.push(current);
    const job = chosen.get(current);
    const next = job && edgesWithin(job, chosen).find((edge) => waiting.some((other) => other.name === edge.job));
    current = next?.job ?? current;
  }
  return [...path.slice(path.indexOf(current)), current];
}

function cycle(path: readonly string[]): NightshiftError {
  return new NightshiftError(
    'PLAN_CYCLE',
    `These jobs depend on each other in a circle: ${path.join(' -> ')}. Remove one of the dependencies.`,
  );
}

function edgesWithin(job: AnyJob, chosen: ReadonlyMap<string, AnyJob>): PlannedEdge[] {
  const toPlanned = (edge: JobEdge): PlannedEdge => ({ job: edge.job.name, onFailure: edge.onFailure });
  const needed = job.dependsOn.map(toPlanned);
  const soft = job.after.map(toPlanned).filter((edge) => !needed.some((other) => other.job === edge.job));
  return [...needed, ...soft].filter((edge) => chosen.has(edge.job));
}

function needing(job: AnyJob, jobs: readonly AnyJob[]): string[] {
  return jobs.filter((other) => other.dependsOn.some((edge) => edge.job.name === job.name)).map((other) => other.name);
}

function shareInput(
  jobs: readonly AnyJob[],
  input: Readonly<Record<string, unknown>>,
): ReadonlyMap<string, Record<string, Json>> {
  const unused = new Set(Object.keys(input));
  const inputs = new Map<string, Record<string, Json>>();
  for (const job of jobs) {
    const names = optionNames(job) ?? Object.keys(input);
    const own = Object.entries(input).filter(([name]) => names.includes(name));
    for (const [name] of own) unused.delete(name);
    inputs.set(job.name, Object.fromEntries(own) as Record<string, Json>);
  }
  if (unused.size > 0) {
    const known = [...new Set(jobs.flatMap((job) => optionNames(job) ?? []))];
    const [first = ''] = unused;
    const near = closest(first, known);
    throw new NightshiftError(
      'INVALID_OPTION',
      `No job of this plan takes "${first}".${near === undefined ? '' : ` Did you mean "${near}"?`}`,
    );
  }
  return inputs;
}

/** The names of a job's input values; undefined when its schema cannot tell. */
function optionNames(job: AnyJob): string[] | undefined {
  const properties = inputJsonSchema(job.input)?.properties;
  return properties === undefined ? undefined : Object.keys(properties);
}

/** The levels of planned runs, for a plan that was cut down: a level starts when the ones before it are done. */
export function planLevels(runs: readonly PlannedRun[]): string[][] {
  const levelOf = new Map<string, number>();
  const levels: string[][] = [];
  for (const run of runs) {
    const level = Math.max(0, ...run.parents.map((edge) => (levelOf.get(edge.job) ?? 0) + 1));
    levelOf.set(run.job, level);
    (levels[level] ??= []).push(run.job);
  }
  return levels;
}
