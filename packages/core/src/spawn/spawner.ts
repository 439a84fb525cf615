import { NightshiftError } from '../errors.js';
import type { AnyJob } from '../job/job.js';
import { newRun } from '../client/new-run.js';
import type { Json } from '../json.js';
import type { LeaseAnswer, Store } from '../store/contract.js';
import type { NewRun } from '../store/new-run.js';
import type { CancelReason, RunRecord } from '../store/run-record.js';
import { ChildIds } from './child-ids.js';
import type { Child, Spawned, SpawnOptions } from './spawn-options.js';

/** Runs that go to the store, and come back from it, at a time: what bounds memory. */
const PAGE = 1_000;

/** How a call of `ctx.spawn` is remembered for the attempts after this one. */
export interface SpawnMark {
  readonly job: string;
  readonly onFailure: 'fail' | 'continue';
}

export interface SpawnEnvironment {
  readonly run: RunRecord;
  readonly store: Store<unknown>;
  readonly prepare: (job: { readonly name: string }, input: unknown) => Promise<PreparedInput>;
  readonly marks: () => Readonly<Record<string, SpawnMark>>;
  /** Stores what is spawned before anything is, so that a later attempt knows of it. */
  readonly saveMark: (name: string, mark: SpawnMark) => Promise<void>;
  /** @throws when the lease is lost. */
  readonly refuseUnlessHeld: (answer: LeaseAnswer) => void;
  /** Ends the attempt for a cancel request. @throws always. */
  readonly stopFor: (cancel: CancelReason) => never;
}

/** An input that its schema has accepted. */
export interface PreparedInput {
  readonly job: AnyJob;
  readonly input: Json;
  readonly limitKey: string | null;
}

/** The children of one run: added in pages while it executes, and read in pages when they are final. */
export class Spawner {
  readonly #environment: SpawnEnvironment;
  readonly #called = new Set<string>();

  constructor(environment: SpawnEnvironment) {
    this.#environment = environment;
  }

  /** Whether this attempt or an earlier one spawned anything. */
  get isUsed(): boolean {
    return Object.keys(this.#environment.marks()).length > 0;
  }

  async spawn(
    job: { readonly name: string },
    inputs: Iterable<unknown> | AsyncIterable<unknown>,
    options: SpawnOptions,
  ): Promise<Spawned> {
    const name = options.name ?? job.name;
    if (this.#called.has(name)) throw calledTwice(name);
    this.#called.add(name);
    await this.#environment.saveMark(name, { job: job.name, onFailure: options.onFailure ?? 'fail' });
    const ids = new ChildIds(this.#environment.run.id, name);
    let count = 0;
    let page: NewRun[] = [];
    for await (const input of inputs) {
      page.push(await this.#child(job, input, { ...options, id: ids.at(count) }));
      count += 1;
      if (page.length < PAGE) continue;
      await this.#send(page);
      page = [];
    }
    if (page.length > 0) await this.#send(page);
    return { name, count };
  }

  async *children(name: string): AsyncIterable<Child> {
    const ids = new ChildIds(this.#environment.run.id, name);
    for await (const run of this.#read()) if (ids.includes(run.id)) yield toChild(run);
  }

  /** The first child whose failure this run does not tolerate. */
  async intolerable(): Promise<RunRecord | undefined> {
    const { run, store } = this.#environment;
    const strict = this.#strictIds();
    if (strict.length === 0) return undefined;
    const states = ['failed', 'cancelled'] as const;
    let after: string | undefined;
    for (;;) {
      const filter = { spawnedBy: run.id, states };
      const page = await store.read.list(filter, { limit: PAGE, ...(after !== undefined && { after }) });
      const found = page.runs.find((child) => strict.some((ids) => ids.includes(child.id)));
      if (found !== undefined || page.next === null) return found;
      after = page.next;
    }
  }

  #strictIds(): ChildIds[] {
    return Object.entries(this.#environment.marks())
      .filter(([, mark]) => mark.onFailure === 'fail')
      .map(([name]) => new ChildIds(this.#environment.run.id, name));
  }

  async #child(
    job: { readonly name: string },
    input: unknown,
    { id, priority, attempts }: SpawnOptions & { readonly id: string },
  ): Promise<NewRun> {
    const { run, prepare } = this.#environment;
    const prepared = await prepare(job, input);
    const facts = { id, input: prepared.input, limitKey: prepared.limitKey, trigger: 'job' as const };
    const options = {
      ...(priority !== undefined && { priority }),
      ...(attempts !== undefined && { attempts }),
      ...(run.headers !== null && { headers: run.headers }),
    };
    return newRun(prepared.job, { ...facts, flowId: run.flowId ?? run.id }, options);
  }

  async #send(page: readonly NewRun[]): Promise<void> {
    const { run, store, refuseUnlessHeld, stopFor } = this.#environment;
    const answer = await store.spawn({ runId: run.id, token: run.token }, page);
    refuseUnlessHeld(answer);
    if (!answer.held || answer.cancel === null) return;
    // The request came before these children, which it did not reach.
    await store.cancel([run.id], answer.cancel);
    stopFor(answer.cancel);
  }

  async *#read(): AsyncIterable<RunRecord> {
    const { run, store } = this.#environment;
    let after: string | undefined;
    for (;;) {
      const page = await store.read.children(run.id, { limit: PAGE, ...(after !== undefined && { after }) });
      yield* page;
      if (page.length < PAGE) return;
      after = page.at(-1)?.id;
    }
  }
}

function toChild({ id, input, state, output, error }: RunRecord): Child {
  if (state === 'success') return { runId: id, input, state, output };
  return { runId: id, input, state: state === 'cancelled' ? 'cancelled' : 'failed', error };
}

function calledTwice(name: string): NightshiftError {
  return new NightshiftError(
    'INVALID_OPTION',
    `ctx.spawn was called twice with the name "${name}"; give each call a \`name\` of its own, the same in every attempt.`,
  );
}
