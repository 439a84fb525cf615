import type { Jobs } from '../client/jobs.js';
import { repeatsOf } from '../dead/repeats.js';
import { NightshiftError } from '../errors.js';
import type { RunFilter } from '../store/reader.js';
import { ACTIVE_STATES, type RunRecord, type RunState } from '../store/run-record.js';
import { filterOf, heldBy, STATE_WORDS, type Held, type QueueJobState, type QueueScope } from './job-state.js';

const AT_ONCE = 1_000;

/** What a handle uses of a client. */
export type QueueClient = Pick<
  Jobs<never, never>,
  | 'cancel'
  | 'counts'
  | 'get'
  | 'list'
  | 'logs'
  | 'open'
  | 'pause'
  | 'paused'
  | 'registry'
  | 'resume'
  | 'retry'
  | 'store'
>;

/** The runs of one handle: finding them, and telling where they stand. */
export class QueueRuns {
  constructor(
    readonly client: QueueClient,
    readonly scope: QueueScope,
  ) {}

  async held(): Promise<Held> {
    return heldBy(await this.client.paused(), this.scope);
  }

  /** @throws NightshiftError `RUN_NOT_FOUND`. */
  async one(runId: string): Promise<RunRecord> {
    const run = await this.client.get(runId);
    if (run === undefined) throw new NightshiftError('RUN_NOT_FOUND', `There is no run ${runId}.`);
    return run;
  }

  /** By run id, or by the jobId that it was added with: the unfinished one, else the newest, or the last that repeats it. */
  async find(id: string): Promise<RunRecord | undefined> {
    const run = await this.client.get(id);
    if (run !== undefined) return this.#isMine(run) ? run : undefined;
    const { filter } = this.scope;
    const unfinished = await this.client.list({ ...filter, key: id, states: ACTIVE_STATES }, { limit: 1 });
    if (unfinished.runs[0] !== undefined) return unfinished.runs[0];
    const [newest] = (await this.client.list({ ...filter, key: id }, { limit: 1 })).runs;
    if (newest === undefined) return undefined;
    return (await repeatsOf(this.client.store, [newest])).get(newest.id)?.at(-1) ?? newest;
  }

  async stateOf(runId: string): Promise<QueueJobState | 'unknown'> {
    const run = await this.client.get(runId);
    if (run === undefined) return 'unknown';
    if (run.state !== 'queued') return STATE_WORDS[run.state];
    const { all, jobs } = await this.held();
    return all || jobs.includes(run.job) ? 'paused' : 'waiting';
  }

  async counts(): Promise<Record<QueueJobState, number>> {
    const { filter } = this.scope;
    const [count, { all, jobs }] = await Promise.all([this.client.counts(filter), this.held()]);
    const some = jobs.length === 0 ? 0 : (await this.client.counts({ ...filter, jobs })).queued;
    const paused = all ? count.queued : Math.min(some, count.queued);
    const words = Object.entries(STATE_WORDS).map(([state, word]) => [word, count[state as RunState]] as const);
    const named = Object.fromEntries(words) as Record<Exclude<QueueJobState, 'paused'>, number>;
    return { ...named, waiting: count.queued - paused, paused };
  }

  /** Newest first. */
  async *inState(word: QueueJobState): AsyncGenerator<RunRecord> {
    const filter = filterOf(word, this.scope, await this.held());
    if (filter !== null) yield* this.matching(filter);
  }

  /** Newest first, those from one place to another, both included; a place below 0 counts from the oldest. */
  async range(word: QueueJobState, from: number, to: number): Promise<RunRecord[]> {
    const found: RunRecord[] = [];
    for await (const run of this.inState(word)) {
      found.push(run);
      if (found.length - 1 === to) break;
    }
    return found.slice(from, to < 0 ? found.length + 1 + to : to + 1);
  }

  async *matching(filter: RunFilter): AsyncGenerator<RunRecord> {
    let after: string | undefined;
    do {
      const page = await this.client.list(filter, { limit: AT_ONCE, ...(after !== undefined && { after }) });
      yield* page.runs;
      after = page.next ?? undefined;
    } while (after !== undefined);
  }

  #isMine(run: RunRecord): boolean {
    const { queues, jobs } = this.scope.filter;
    return (queues?.includes(run.queue) ?? true) && (jobs?.includes(run.job) ?? true);
  }
}
