import { closest, type AnyJob, type Registry } from '@nightshift/core';
import { UsageError } from '../usage-error.js';

/** Which jobs the command line names. */
export type Selection =
  | { readonly kind: 'all' }
  | { readonly kind: 'group'; readonly group: string }
  | { readonly kind: 'jobs'; readonly names: readonly string[] };

/** What was named; undefined when nothing was. */
export function readSelection(
  names: readonly string[],
  group: string | undefined,
  registry: Registry,
): Selection | undefined {
  if (group !== undefined) {
    if (names.length > 0) throw new UsageError('Name jobs or a group, not both.');
    if (!registry.groups.includes(group)) throw unknownGroup(group, registry);
    return { kind: 'group', group };
  }
  if (names.includes('all')) {
    if (names.length > 1) throw new UsageError('`all` is every job: name it alone.');
    return { kind: 'all' };
  }
  for (const name of names) if (registry.find(name) === undefined) throw unknownJob(name, registry);
  return names.length === 0 ? undefined : { kind: 'jobs', names: [...new Set(names)] };
}

/** Whether more is about to run than the one job that somebody typed. */
export function isBulk(selection: Selection): boolean {
  return selection.kind !== 'jobs' || selection.names.length > 1;
}

/** The jobs that options may be given for: those that were named, or all that a group brings along. */
export function jobsTakingOptions(selection: Selection, registry: Registry): AnyJob[] {
  switch (selection.kind) {
    case 'all':
      return [...registry.all];
    case 'group':
      return withDependencies(
        registry.all.filter((job) => job.group === selection.group),
        registry,
      );
    case 'jobs':
      return selection.names.map((name) => registry.get(name));
  }
}

function withDependencies(jobs: readonly AnyJob[], registry: Registry): AnyJob[] {
  const found = new Map<string, AnyJob>();
  const visit = (job: AnyJob): void => {
    if (found.has(job.name)) return;
    found.set(job.name, job);
    for (const edge of job.dependsOn) visit(registry.get(edge.job.name));
  };
  for (const job of jobs) visit(job);
  return [...found.values()];
}

export function unknownJob(name: string, registry: Registry): UsageError {
  const near = closest(name, registry.names);
  return new UsageError(`Unknown job ${JSON.stringify(name)}. Nothing was enqueued.`, [
    ...(near === undefined ? [] : [`Did you mean ${near}?`]),
    'All jobs: nightshift list.',
  ]);
}

function unknownGroup(group: string, registry: Registry): UsageError {
  const near = closest(group, registry.groups);
  return new UsageError(`Unknown group ${JSON.stringify(group)}. Nothing was enqueued.`, [
    ...(near === undefined ? [] : [`Did you mean ${near}?`]),
    `There are: ${registry.groups.join(', ') || 'none'}.`,
  ]);
}
