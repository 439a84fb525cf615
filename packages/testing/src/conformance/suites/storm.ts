import assert from 'node:assert/strict';
import type { ClaimedRun, NewRun, RunRecord, Store } from '@nightshift/core';
import fc from 'fast-check';
import { claimFrom, countKeys, perJob, perKey } from '../limited.js';
import { suite } from '../suite.js';
import { assertHeld, idsOf, leaseOf, REASON, released, type Subject, succeeded } from '../subject.js';

/** Fixed, so that a store is always asked for the same. */
const SEED = 20_260_103;
const WORKERS = 6;
const STEPS = 40;
const LIMITS = { job: 4, key: 2 } as const;

export const stormSuite = suite('storm', (test) => {
  test('after all verbs at once, by many, every run comes to its end, and no bound was passed', async (subject) => {
    const storm = new Storm(subject);
    const plans = fc.sample(fc.array(fc.nat(999), { minLength: STEPS, maxLength: STEPS }), {
      seed: SEED,
      numRuns: WORKERS,
    });
    await subject.spread(plans, (store, plan) => storm.work(store, plan));
    await storm.calmDown();
    const { runs } = await subject.store.read.list({ jobs: [subject.job] }, { limit: 10_000 });
    assert.ok(runs.length > 100, `only ${runs.length} runs were added`);
    const unfinished = runs.filter(({ finishedAt }) => finishedAt === null);
    assert.deepEqual(await describe(subject, unfinished), [], 'every run was expected to come to its end');
    for (const [what, most] of Object.entries(storm.most)) {
      const bound = what === 'job' ? LIMITS.job : what === 'key' ? LIMITS.key : 1;
      assert.ok(most > 0 && most <= bound, `${what}: ${most} executed at once, at most ${bound} may`);
    }
  });
});

/** What tells why a run may have been forgotten. */
function describe(subject: Subject, runs: readonly RunRecord[]): Promise<unknown[]> {
  return Promise.all(
    runs.map(async ({ id, state, key, attempt, openChildren, spawnedBy }) => {
      const parents = (await subject.store.read.parents(id)).map((parent) => parent.state);
      return { id, state, key, attempt, openChildren, spawnedBy, parents };
    }),
  );
}

/** Workers that do whatever their numbers say, and a record of what executed at once. */
class Storm {
  readonly #subject: Subject;
  readonly #known: string[] = [];
  readonly #leases = new Set<string>();
  readonly #executing = new Set<ClaimedRun>();
  readonly most = { job: 0, key: 0, latest: 0 };

  constructor(subject: Subject) {
    this.#subject = subject;
  }

  async work(store: Store<unknown>, plan: readonly number[]): Promise<void> {
    const held: ClaimedRun[] = [];
    for (const number of plan) await this.#step(store, held, number);
    await this.#end(store, held.splice(0));
  }

  async #step(store: Store<unknown>, held: ClaimedRun[], number: number): Promise<void> {
    const choice = Math.floor(number / 10);
    const [run] = held;
    switch (number % 10) {
      case 0:
      case 1:
        return this.#enqueue(store, choice);
      case 2:
      case 3:
      case 4:
        return void held.push(...(await this.#claim(store, 1 + (choice % 4))));
      case 5:
        return this.#end(store, held.splice(0, 1 + (choice % 2)));
      case 6:
        return this.#giveBack(store, held.splice(0, 1), choice);
      case 7:
        return run === undefined ? undefined : this.#spawn(store, run, choice);
      case 8:
        return void (await store.cancel(this.#known.slice(choice % 7, (choice % 7) + 1), REASON));
      default:
        return void (await store.promote(5));
    }
  }

  /** Keyed runs of every mode, limited ones, and a small flow. */
  async #enqueue(store: Store<unknown>, choice: number): Promise<void> {
    const limitKey = ['a', 'b', 'c', null][choice % 4] ?? null;
    const newRun = (changes: Partial<NewRun>) => this.#subject.newRun({ limitKey, ...changes });
    const parent = newRun({ delayMs: choice % 3 });
    const runs = [
      newRun({ key: 'latest', dedup: 'latest', input: choice }),
      newRun({ key: `replace-${choice % 2}`, dedup: 'replace', delayMs: choice % 5 }),
      newRun({ key: 'debounce', dedup: 'debounce', delayMs: 1 + (choice % 5), maxWaitMs: 10 }),
      newRun({ key: `keep-${choice % 3}` }),
      parent,
      this.#subject.child([parent]),
      newRun({ parents: [{ runId: parent.id, onFailure: 'continue' }] }),
    ];
    const answers = await store.enqueue(choice % 2 === 0 ? runs : runs.reverse());
    this.#known.unshift(...answers.map(({ runId }) => runId));
  }

  async #claim(store: Store<unknown>, limit: number): Promise<ClaimedRun[]> {
    const { job } = this.#subject;
    const limits = [
      perJob(this.#subject, { concurrency: LIMITS.job }),
      perKey(this.#subject, { concurrency: LIMITS.key }),
    ];
    const claimed = await claimFrom(store, { jobs: [job], limits, limit });
    for (const run of claimed) {
      const lease = JSON.stringify(leaseOf(run));
      assert.ok(!this.#leases.has(lease), `the lease ${lease} was given twice`);
      this.#leases.add(lease);
      this.#executing.add(run);
    }
    this.#note();
    return claimed;
  }

  #note(): void {
    const executing = [...this.#executing];
    const limited = executing.filter(({ limitKey }) => limitKey !== null);
    this.most.job = Math.max(this.most.job, limited.length);
    this.most.key = Math.max(this.most.key, ...Object.values(countKeys(limited)));
    this.most.latest = Math.max(this.most.latest, executing.filter(({ key }) => key === 'latest').length);
  }

  /** Counted down before the call, so that what is counted as executing is. */
  async #end(store: Store<unknown>, runs: readonly ClaimedRun[]): Promise<void> {
    for (const run of runs) this.#executing.delete(run);
    assertHeld(await store.settle(runs.map((run) => succeeded(run))));
  }

  async #giveBack(store: Store<unknown>, runs: readonly ClaimedRun[], choice: number): Promise<void> {
    for (const run of runs) this.#executing.delete(run);
    const changes = { delayMs: choice % 4, spend: choice % 2 === 0, untilChildren: choice % 3 === 0 };
    assertHeld(await store.release(runs.map((run) => released(run, changes))));
  }

  async #spawn(store: Store<unknown>, run: ClaimedRun, choice: number): Promise<void> {
    const children = this.#subject.newRuns(1 + (choice % 3), { limitKey: choice % 2 === 0 ? 'a' : null });
    const answers = await Promise.all([
      store.spawn(leaseOf(run), children),
      store.spawn(leaseOf(run), [...children].reverse()),
    ]);
    assertHeld(answers);
    this.#known.unshift(...idsOf(children));
  }

  /** Works on whatever is left, until nothing is. */
  async calmDown(): Promise<void> {
    const { store } = this.#subject;
    for (let round = 0; round < 500; round += 1) {
      const { waiting, scheduled, queued, running } = await store.read.counts({ jobs: [this.#subject.job] });
      if (waiting + scheduled + queued + running === 0) return;
      await this.#subject.advance(20);
      await this.#subject.promoteAll();
      await this.#end(store, await this.#claim(store, 50));
    }
  }
}
