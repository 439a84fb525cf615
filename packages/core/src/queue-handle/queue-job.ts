import { NightshiftError } from '../errors.js';
import type { Json } from '../json.js';
import type { RunLog, RunProgress, RunRecord } from '../store/run-record.js';
import { fromPriority } from './add-options.js';
import type { QueueJobState } from './job-state.js';
import type { QueueRuns } from './queue-runs.js';
import { remove } from './removal.js';

const LOGS_AT_ONCE = 1_000;

/** A run as a job of a queue: its fields as they were when it was read, and methods that ask anew. */
export class QueueJob {
  /** @internal */
  constructor(
    private readonly run: RunRecord,
    private readonly runs: QueueRuns,
  ) {}

  /** The run's own id, also when it was added with a `jobId`; `getJob` takes either. */
  get id(): string {
    return this.run.id;
  }

  /** The `jobId` that it was added with. */
  get jobId(): string | undefined {
    return this.run.key ?? undefined;
  }

  /** Name of the job. */
  get name(): string {
    return this.run.job;
  }

  get queueName(): string {
    return this.run.queue;
  }

  /** The input as it was given. */
  get data(): Json {
    return this.run.input;
  }

  /** The lower number goes first. */
  get priority(): number {
    return fromPriority(this.run.priority);
  }

  /** Percent where the run told how much there is to do, else what it told; 0 before that. */
  get progress(): number | RunProgress {
    const { progress } = this.run;
    if (progress === null) return 0;
    const { done, total } = progress;
    return total === undefined || total <= 0 ? progress : Math.min(100, Math.floor((done / total) * 100));
  }

  /** What the handler returned; null before. */
  get returnvalue(): Json {
    return this.run.output;
  }

  get failedReason(): string | undefined {
    return this.run.error?.message;
  }

  get stacktrace(): readonly string[] {
    return this.run.attempts.flatMap(({ error }) => error?.stack ?? []);
  }

  /** Attempts that have ended, those aside that were handed back unspent. */
  get attemptsMade(): number {
    return this.run.state === 'running' ? this.run.attempt - 1 : this.run.attempt;
  }

  /** Milliseconds since 1970: when it was added. */
  get timestamp(): number {
    return this.run.createdAt.getTime();
  }

  /** Milliseconds since 1970: when its last attempt began. */
  get processedOn(): number | undefined {
    return this.run.startedAt?.getTime();
  }

  /** Milliseconds since 1970: when it became final. */
  get finishedOn(): number | undefined {
    return this.run.finishedAt?.getTime();
  }

  /** Where it stands now; `unknown` when it is not kept any more. */
  async getState(): Promise<QueueJobState | 'unknown'> {
    return this.runs.stateOf(this.id);
  }

  /** What it logged, oldest first, from line to line, both included; -1 is the last. A line's fields follow it as JSON. */
  async getLogs(start = 0, end = -1): Promise<{ readonly logs: string[]; readonly count: number }> {
    const lines: RunLog[] = [];
    for (let more = true; more;) {
      const page = await this.runs.client.logs(this.id, { after: lines.at(-1)?.seq ?? 0, limit: LOGS_AT_ONCE });
      lines.push(...page);
      more = page.length === LOGS_AT_ONCE;
    }
    const logs = lines.map(({ message, fields }) => (fields ? `${message} ${JSON.stringify(fields)}` : message));
    return { logs: logs.slice(start, end < 0 ? logs.length + 1 + end : end + 1), count: logs.length };
  }

  /**
   * Repeats it: a new run with the same data, which is the answer. This one stays as it is.
   *
   * @throws NightshiftError `INVALID_OPTION` when it is not in that state, `RUN_NOT_FOUND`.
   */
  async retry(state: 'failed' | 'completed' = 'failed'): Promise<QueueJob> {
    const now = await this.getState();
    if (now !== state && now !== 'unknown') {
      throw new NightshiftError('INVALID_OPTION', `Job ${this.id} is ${now}: expected one that is ${state}.`);
    }
    const { runId } = await this.runs.client.retry(this.id);
    return new QueueJob(await this.runs.one(runId), this.runs);
  }

  /**
   * Deletes it; one that has not started is cancelled first, with what depends on it.
   *
   * @throws NightshiftError `INVALID_OPTION` for one that is active, that an unfinished run needs, or in a store that deletes
   * by age alone.
   */
  async remove(): Promise<void> {
    await remove(this.runs, this.id);
  }
}
