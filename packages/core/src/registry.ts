import { NightshiftError } from './errors.js';
import type { AnyJob } from './job/job.js';
import { closest } from './suggestion.js';

/** Names that mean something else on the command line. */
export const RESERVED_NAMES: readonly string[] = [
  'all',
  'cancel',
  'cleanup',
  'dead',
  'graph',
  'help',
  'list',
  'logs',
  'move',
  'pause',
  'paused',
  'preflight',
  'redrive',
  'resume',
  'retry',
  'run',
  'schedules',
  'status',
  'ui',
  'why',
  'worker',
];

/** The jobs of one application, by name, in the order they were given. */
export class Registry<J extends AnyJob = AnyJob> {
  readonly #jobs = new Map<string, J>();

  /** @throws NightshiftError `DUPLICATE_JOB`, `RESERVED_NAME`, or `UNKNOWN_JOB` for a dependency that is not in the list. */
  constructor(jobs: readonly J[]) {
    for (const job of jobs) this.#add(job);
    for (const job of jobs) this.#checkDependencies(job);
  }

  get all(): readonly J[] {
    return [...this.#jobs.values()];
  }

  get names(): readonly string[] {
    return [...this.#jobs.keys()];
  }

  get groups(): readonly string[] {
    return [...new Set(this.all.flatMap((job) => job.group ?? []))];
  }

  find(name: string): J | undefined {
    return this.#jobs.get(name);
  }

  /** @throws NightshiftError `UNKNOWN_JOB`, with the nearest name. */
  get(name: string): J {
    const job = this.#jobs.get(name);
    if (job !== undefined) return job;
    const near = closest(name, this.names);
    throw new NightshiftError(
      'UNKNOWN_JOB',
      `Unknown job ${JSON.stringify(name)}.${near === undefined ? '' : ` Did you mean "${near}"?`} The registry has ${this.#jobs.size} jobs.`,
    );
  }

  /** The position of a job in the order given; plans break ties by it. */
  indexOf(name: string): number {
    return this.names.indexOf(name);
  }

  #add(job: J): void {
    if (RESERVED_NAMES.includes(job.name)) {
      throw new NightshiftError(
        'RESERVED_NAME',
        `A job cannot be named "${job.name}": the command line uses that word. Rename the job.`,
      );
    }
    if (this.#jobs.has(job.name)) {
      throw new NightshiftError('DUPLICATE_JOB', `Two jobs are named "${job.name}". Rename one of them.`);
    }
    this.#jobs.set(job.name, job);
  }

  #checkDependencies(job: J): void {
    const missing = job.dependsOn.find((edge) => !this.#jobs.has(edge.job.name));
    if (missing === undefined) return;
    throw new NightshiftError(
      'UNKNOWN_JOB',
      `Job "${job.name}" depends on "${missing.job.name}", which is not in the list. Add it to the jobs of createJobs.`,
    );
  }
}
