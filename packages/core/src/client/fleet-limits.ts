import { NightshiftError } from '../errors.js';
import type { AnyJob } from '../job/job.js';
import { queueRule, type QueueLimits } from '../job/run-limits.js';
import type { Registry } from '../registry.js';
import type { LimitRule } from '../store/limits.js';

const LONGEST_LIMIT_KEY = 500;

/** The limits that one application knows of: those of its jobs, and those of its queues. */
export class FleetLimits {
  readonly rules: readonly LimitRule[];
  readonly #queues: ReadonlySet<string>;

  /** @throws NightshiftError `INVALID_OPTION` for a queue's limits that cannot be. */
  constructor(registry: Registry, queues: Readonly<Record<string, QueueLimits>>) {
    this.#queues = new Set(Object.keys(queues));
    this.rules = [
      ...Object.entries(queues).map(([queue, limits]) => queueRule(queue, limits)),
      ...registry.all.flatMap((job) => job.limits.rules),
    ];
  }

  /**
   * The key that a run is counted under: null when nothing limits it.
   *
   * @param input - what the job's schema made of the run's input.
   */
  keyFor(job: AnyJob, input: unknown): string | null {
    if (job.limits.keyOf !== null) return checkKey(job, job.limits.keyOf(input));
    return job.limits.rules.length > 0 || this.#queues.has(job.queue) ? '' : null;
  }

  /** The rules that a run of this job is held to. */
  of(job: { readonly name: string; readonly queue: string }): readonly LimitRule[] {
    return this.rules.filter((rule) => rule.name === (rule.scope === 'queue' ? job.queue : job.name));
  }
}

function checkKey(job: AnyJob, key: unknown): string {
  if (typeof key === 'string' && key.length <= LONGEST_LIMIT_KEY) return key;
  const received = typeof key === 'string' ? `${key.length} characters` : typeof key;
  throw new NightshiftError(
    'INVALID_INPUT',
    `Job "${job.name}": expected \`per\` to give a string of at most ${LONGEST_LIMIT_KEY} characters; received ${received}.`,
  );
}
