import type { AnyJob } from '@nightshift/core';

/** The jobs, and those that they depend on: what a registry has to know. The first of a name counts. */
export function withDependencies(...jobs: readonly AnyJob[]): AnyJob[] {
  const known = new Map<string, AnyJob>();
  const add = (job: AnyJob): void => {
    if (known.has(job.name)) return;
    known.set(job.name, job);
    for (const edge of [...job.dependsOn, ...job.after]) add(edge.job);
  };
  jobs.forEach(add);
  return [...known.values()];
}
