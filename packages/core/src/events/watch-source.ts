import { NightshiftError } from '../errors.js';
import { redactLogs } from '../redaction/redact.js';
import type { Signal, Subscription } from '../store/notifications.js';
import { ACTIVE_STATES, type RunLog, type RunRecord } from '../store/run-record.js';
import { loop, type Loop } from '../worker/loop.js';
import { isUnreachable } from '../worker/persist.js';
import { historyOf, type ToldEvent } from './run-history.js';
import type { EventSource, SourceParts } from './source.js';

const POLL_MS = 1_000;
const PAGE = 1_000;
const KINDS_HERE = ['run:enqueued', 'run:started', 'run:progress', 'run:released', 'run:settled'] as const;

/** What is watched: these runs, or all of a flow. */
export type Watched = { readonly runIds: readonly string[] } | { readonly flowId: string };

interface Seen {
  /** Keys of what has been told. */
  readonly told: ReadonlySet<string>;
  readonly isFinal: boolean;
  /** Of the last log line that has been told. */
  readonly seq: number;
}

/**
 * All that happens to some runs, wherever they execute: read from the store once a second, and at once when this process or
 * a signal says that something happened. It begins with what has happened so far, and ends when all of the runs have.
 */
export class WatchSource implements EventSource {
  readonly #parts: SourceParts;
  readonly #watched: Watched;
  readonly #withLogs: boolean;
  readonly #seen = new Map<string, Seen>();
  #subscription: Subscription | undefined;
  #looking: Loop | undefined;

  constructor(parts: SourceParts, watched: Watched, options: { readonly withLogs: boolean }) {
    this.#parts = parts;
    this.#watched = watched;
    this.#withLogs = options.withLogs;
  }

  async start(): Promise<void> {
    const { store, events, timers, end } = this.#parts;
    for (const kind of KINDS_HERE) events.on(kind, this.#poke);
    const hear = (signal: Signal): void => {
      if (signal.kind === 'settled') this.#poke(signal);
    };
    this.#subscription = await store.notifications?.subscribe(hear, { kinds: ['settled'] });
    await this.#look();
    const onError = (error: unknown): void => {
      if (!isUnreachable(error)) end(error);
    };
    this.#looking = loop(() => this.#look().then(() => POLL_MS), { retryMs: POLL_MS, timers, onError });
  }

  async stop(): Promise<void> {
    for (const kind of KINDS_HERE) this.#parts.events.off(kind, this.#poke);
    await this.#subscription?.unsubscribe();
    await this.#looking?.stop();
  }

  readonly #poke = ({ runId }: { readonly runId: string }): void => {
    if (this.#seen.has(runId)) this.#looking?.poke();
  };

  async #look(): Promise<void> {
    const watched = this.#watched;
    if ('runIds' in watched) await this.#tellAll(await this.#byId(watched.runIds));
    else {
      await this.#tellAll(await this.#ofFlow(watched.flowId));
      // What came and went between two looks is told at the end.
      if (this.#isOver) await this.#tellAll(await this.#parts.store.read.flow(watched.flowId));
    }
    if (this.#isOver) this.#parts.end();
  }

  get #isOver(): boolean {
    return [...this.#seen.values()].every(({ isFinal }) => isFinal);
  }

  get #unfinished(): string[] {
    return [...this.#seen].filter(([, { isFinal }]) => !isFinal).map(([id]) => id);
  }

  async #byId(given: readonly string[]): Promise<RunRecord[]> {
    const wanted = this.#seen.size === 0 ? given : this.#unfinished;
    const runs = await this.#get(wanted);
    const missing = wanted.find((id) => !this.#seen.has(id) && !runs.some((run) => run.id === id));
    if (missing !== undefined) throw new NightshiftError('RUN_NOT_FOUND', `There is no run ${missing}.`);
    return runs;
  }

  /** All of it at first, and then what is unfinished, and what was so at the last look. */
  async #ofFlow(flowId: string): Promise<RunRecord[]> {
    const { read } = this.#parts.store;
    if (this.#seen.size > 0) {
      const { runs } = await read.list({ flowId, states: ACTIVE_STATES }, { limit: PAGE });
      const ids = new Set(runs.map((run) => run.id));
      return [...runs.reverse(), ...(await this.#get(this.#unfinished.filter((id) => !ids.has(id))))];
    }
    const runs = await read.flow(flowId);
    if (runs.length === 0) throw new NightshiftError('RUN_NOT_FOUND', `There is no flow ${flowId}.`);
    return runs;
  }

  async #get(ids: readonly string[]): Promise<RunRecord[]> {
    const runs: RunRecord[] = [];
    for (let start = 0; start < ids.length; start += PAGE) {
      const page = ids.slice(start, start + PAGE);
      const found = await this.#parts.store.read.get(page);
      // One that is gone has ended, and was pruned before anybody looked.
      for (const id of page) if (!found.some((run) => run.id === id)) this.#forget(id);
      runs.push(...found);
    }
    return runs;
  }

  #forget(id: string): void {
    const seen = this.#seen.get(id);
    if (seen !== undefined) this.#seen.set(id, { ...seen, isFinal: true });
  }

  async #tellAll(runs: readonly RunRecord[]): Promise<void> {
    const now = await this.#parts.store.schedules.now();
    for (const run of runs) if (this.#seen.get(run.id)?.isFinal !== true) await this.#tell(run, now);
  }

  async #tell(run: RunRecord, now: Date): Promise<void> {
    const { registry, push } = this.#parts;
    const before = this.#seen.get(run.id);
    const logs = this.#withLogs && run.startedAt !== null ? await this.#newLogs(run, before?.seq ?? 0) : [];
    const history = historyOf(run, registry, now);
    const news = history.filter(({ key }) => before?.told.has(key) !== true);
    const events = [...news.filter((one) => !isEnd(one)), ...logs, ...news.filter(isEnd)];
    // Nothing is awaited from here on: a look that fails is repeated, and must not tell anything twice.
    for (const { event } of events) push(event);
    this.#seen.set(run.id, {
      told: new Set(history.map(({ key }) => key)),
      isFinal: run.finishedAt !== null,
      seq: logs.at(-1)?.seq ?? before?.seq ?? 0,
    });
  }

  async #newLogs(run: RunRecord, seen: number): Promise<(ToldEvent & { readonly seq: number })[]> {
    const { store, registry } = this.#parts;
    const { id: runId, job } = run;
    const origin = run.worker ?? 'store';
    const logs: RunLog[] = [];
    for (let page: RunLog[] | undefined; page === undefined || page.length === PAGE;) {
      page = await store.read.logs(runId, { after: logs.at(-1)?.seq ?? seen, limit: PAGE });
      logs.push(...page);
    }
    return redactLogs(logs, run, registry.find(job)).map((log) => ({
      key: `log ${log.seq}`,
      seq: log.seq,
      event: { kind: 'log', runId, job, origin, ...log },
    }));
  }
}

function isEnd({ key }: ToldEvent): boolean {
  return key === 'settled';
}
