import assert from 'node:assert/strict';
import {
  ACTIVE_STATES,
  type CancelReason,
  type ClaimedRun,
  type ClaimRequest,
  type Lease,
  type NewRun,
  type Release,
  type RunError,
  type RunRecord,
  type RunState,
  type Settlement,
  type Store,
  type WorkerBeat,
} from '@nightshift/core';
import { v7 } from 'uuid';
import type { StoreUnderTest } from './store-under-test.js';
import type { OpenTransaction } from './target.js';

/** A lease that no test outlives. */
export const LONG_MS = 24 * 3_600_000;
/** A lease that tests let expire. */
export const SHORT_MS = 1_000;

export const REASON: CancelReason = { code: 'requested', by: 'conformance' };
export const ERROR: RunError = { code: 'HANDLER_ERROR', name: 'Error', message: 'It broke' };

/**
 * What a test works with: the suite's store, and short ways to what tests do all the time. Tests of a suite share the store,
 * so a test's runs have a job of their own, and it looks at no others.
 */
export class Subject {
  readonly #underTest: StoreUnderTest<unknown>;
  /** The job of this test's runs. */
  readonly job: string;

  constructor(underTest: StoreUnderTest<unknown>, scope: string) {
    this.#underTest = underTest;
    this.job = scope;
  }

  get store(): Store<unknown> {
    return this.#underTest.store;
  }

  get hasFakeClock(): boolean {
    return this.#underTest.hasFakeClock;
  }

  /** The same store with another job: for a test that needs several worlds. */
  scoped(word: string): Subject {
    return new Subject(this.#underTest, this.name(word));
  }

  /** A name that no other test uses. */
  name(word: string): string {
    return `${this.job}-${word}`;
  }

  advance(ms: number): Promise<void> {
    return this.#underTest.advance(ms);
  }

  async now(): Promise<number> {
    return (await this.store.schedules.now()).getTime();
  }

  /** The store and a further instance on its data; the store twice, when no other process can open it. */
  async pair(): Promise<readonly [Store<unknown>, Store<unknown>]> {
    const [first = this.store, second = this.store] = await this.#underTest.instances(2);
    return [first, second];
  }

  /** Four instances on the same data; the store four times, when no other process can open it. */
  instances(): Promise<readonly Store<unknown>[]> {
    return this.#underTest.instances(4);
  }

  /** Acts on all items at once, spread over the instances. */
  async spread<T, R>(items: readonly T[], act: (store: Store<unknown>, item: T) => Promise<R>): Promise<R[]> {
    const stores = await this.instances();
    return Promise.all(items.map((item, index) => act(stores[index % stores.length] ?? this.store, item)));
  }

  /** A further store of the same kind with nothing in it. */
  fresh(): Promise<Store<unknown>> {
    return this.#underTest.fresh();
  }

  crash(): Promise<void> {
    return this.#underTest.crash();
  }

  beginTx(): Promise<OpenTransaction<unknown>> {
    return this.#underTest.beginTx();
  }

  /** Acts inside a transaction that is then committed. */
  committed(act: (tx: unknown) => Promise<void>): Promise<void> {
    return this.#inTx(act, (transaction) => transaction.commit());
  }

  /** Acts inside a transaction that is then rolled back. */
  rolledBack(act: (tx: unknown) => Promise<void>): Promise<void> {
    return this.#inTx(act, (transaction) => transaction.rollback());
  }

  async #inTx(
    act: (tx: unknown) => Promise<void>,
    end: (transaction: OpenTransaction<unknown>) => Promise<void>,
  ): Promise<void> {
    const transaction = await this.beginTx();
    try {
      await act(transaction.tx);
    } catch (error) {
      await transaction.rollback();
      throw error;
    }
    await end(transaction);
  }

  newRun(changes: Partial<NewRun> = {}): NewRun {
    return {
      id: v7(),
      job: this.job,
      queue: 'default',
      group: null,
      input: {},
      version: 1,
      priority: 0,
      maxAttempts: 3,
      key: null,
      dedup: 'keep',
      limitKey: null,
      flowId: null,
      trigger: 'api',
      retryOf: null,
      scheduledFor: null,
      headers: null,
      parents: [],
      ...changes,
    };
  }

  newRuns(count: number, changes: Partial<NewRun> = {}): NewRun[] {
    return Array.from({ length: count }, () => this.newRun(changes));
  }

  /** A run that waits for these, and is cancelled with them. */
  child(parents: readonly { readonly id: string }[], changes: Partial<NewRun> = {}): NewRun {
    return this.newRun({ parents: parents.map(({ id }) => ({ runId: id, onFailure: 'cancel' })), ...changes });
  }

  /** What an idle worker says of itself; it knows this test's job. */
  newWorker(id: string, changes: Partial<WorkerBeat> = {}): WorkerBeat {
    return {
      id,
      host: 'host',
      pid: 4711,
      version: '1.2.3',
      jobs: [this.job],
      queues: null,
      concurrency: 5,
      allowance: 5,
      running: 0,
      runs: [],
      eventLoopDelayMs: 0,
      draining: false,
      ...changes,
    };
  }

  /** Enqueues one run. */
  async add(changes: Partial<NewRun> = {}): Promise<string> {
    const run = this.newRun(changes);
    await this.store.enqueue([run]);
    return run.id;
  }

  /** Claims this test's runs, all of them unless told otherwise. */
  claim(changes: Partial<ClaimRequest> = {}): Promise<ClaimedRun[]> {
    return this.store.claim({ worker: 'worker', jobs: [this.job], limit: 10_000, leaseMs: LONG_MS, ...changes });
  }

  /** Claims exactly this run. */
  async claimRun(runId: string, changes: Partial<ClaimRequest> = {}): Promise<ClaimedRun> {
    const claimed = await this.claim({ only: { runIds: [runId] }, ...changes });
    assert.deepEqual(idsOf(claimed), [runId], 'the run was expected to be claimed');
    return claimed[0] as ClaimedRun;
  }

  /** A run that has just been claimed. */
  async running(changes: Partial<NewRun> = {}, claim: Partial<ClaimRequest> = {}): Promise<ClaimedRun> {
    return this.claimRun(await this.add(changes), claim);
  }

  /** A run whose lease another worker took over after it had expired: the first worker's lease is stale. */
  async takenOver(): Promise<{ readonly stale: Lease; readonly current: Lease }> {
    const run = await this.running({}, { leaseMs: SHORT_MS });
    await this.advance(SHORT_MS + 1);
    const reaped = await this.reap();
    const current = reaped.find(({ id }) => id === run.id);
    assert.ok(current, 'an expired lease was expected to be reaped');
    return { stale: leaseOf(run), current: leaseOf(current) };
  }

  /** Reaps every expired lease, of other tests' runs too, and answers with those of this test. */
  async reap(leaseMs = LONG_MS): Promise<ClaimedRun[]> {
    const { runs } = await this.store.reap({ limit: 10_000, leaseMs });
    return runs.filter(({ job }) => job === this.job);
  }

  /** Promotes whatever is due. */
  async promoteAll(): Promise<void> {
    await this.store.promote(10_000);
  }

  async record(runId: string): Promise<RunRecord> {
    const [run] = await this.store.read.get([runId]);
    assert.ok(run, `run ${runId} was expected to exist`);
    return run;
  }

  async state(runId: string): Promise<RunState> {
    return (await this.record(runId)).state;
  }

  /** States in the order asked for; every run must exist. */
  async states(runIds: readonly string[]): Promise<RunState[]> {
    const runs = await this.store.read.get(runIds);
    assert.deepEqual(idsOf(runs), runIds, 'every run was expected to exist');
    return runs.map(({ state }) => state);
  }

  async succeed(...runs: readonly ClaimedRun[]): Promise<void> {
    assertHeld(await this.store.settle(runs.map((run) => succeeded(run))));
  }

  async fail(...runs: readonly ClaimedRun[]): Promise<void> {
    assertHeld(await this.store.settle(runs.map((run) => failed(run))));
  }

  /** Ends whatever other tests left unfinished, for tests of what holds for the store as a whole. */
  async clear(): Promise<void> {
    const { runs } = await this.store.read.list({ states: ACTIVE_STATES }, { limit: 20_000 });
    await this.store.cancel(idsOf(runs), REASON);
    const left = await this.store.read.get(idsOf(runs));
    await this.store.settle(left.filter(({ state }) => state === 'running').map((run) => failed(run)));
  }
}

/** Takes batches until one is empty. */
export async function drain<T>(take: () => Promise<readonly T[]>): Promise<T[]> {
  const taken: T[] = [];
  for (let round = 0; round < 1_000; round += 1) {
    const batch = await take();
    if (batch.length === 0) return taken;
    taken.push(...batch);
  }
  throw new Error('The batches were expected to come to an end');
}

export function idsOf(runs: readonly { readonly id: string }[]): string[] {
  return runs.map(({ id }) => id);
}

export function leaseOf(run: { readonly id: string; readonly token: number }): Lease {
  return { runId: run.id, token: run.token };
}

export function succeeded(run: ClaimedRun, changes: Partial<Settlement> = {}): Settlement {
  const attempt = { outcome: 'success' } as const;
  return { lease: leaseOf(run), state: 'success', output: null, error: null, attempt, ...changes };
}

export function failed(run: ClaimedRun, changes: Partial<Settlement> = {}): Settlement {
  return succeeded(run, { state: 'failed', error: ERROR, attempt: { outcome: 'failed', error: ERROR }, ...changes });
}

export function released(run: ClaimedRun, changes: Partial<Release> = {}): Release {
  return { lease: leaseOf(run), delayMs: 0, spend: true, attempt: { outcome: 'failed', error: ERROR }, ...changes };
}

export function assertHeld(answers: readonly { readonly held: boolean }[]): void {
  assert.deepEqual(
    answers.map(({ held }) => held),
    answers.map(() => true),
    'every lease was expected to be held',
  );
}

/** Passes when the promise is refused with an error of this code. */
export async function assertRefused(promise: Promise<unknown>, code = 'INVALID_OPTION'): Promise<void> {
  await assert.rejects(promise, (error) => {
    assert.equal((error as { readonly code?: unknown }).code, code, `expected ${code}, received: ${String(error)}`);
    return true;
  });
}
