import { NightshiftError } from '../errors.js';
import type { AnyJob } from '../job/job.js';
import { queueRule, type QueueLimits } from '../job/run-limits.js';
import type { Registry } from '../registry.js';
import { nameFault } from '../name-fault.js';
import type { LimitRule } from '../store/limits.js';

const LONGEST_LIMIT_KEY = 500;
/** As many as an index with the names of its job and queue takes. */
const MOST_LIMIT_KEY_BYTES = 600;

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
  const fault = key === '' ? null : nameFault(key, { characters: LONGEST_LIMIT_KEY, bytes: MOST_LIMIT_KEY_BYTES });
  if (fault === null) return key as string;
  throw new NightshiftError(
    'INVALID_INPUT',
    `Job "${job.name}": expected \`per\` to give a text of at most ${LONGEST_LIMIT_KEY} characters without NUL or half a surrogate pair; received one that ${fault}.`,
  );
}
