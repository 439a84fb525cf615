import assert from 'node:assert/strict';
import type { ClaimedRun, Json, NewRun, RunRecord, Store } from '@nightshift/core';
import { assertHeld, ERROR, failed, leaseOf, LONG_MS, REASON, released, succeeded, type Subject } from './subject.js';

const NUL = '\u0000';
const HALF = '\ud800';

/** What PostgreSQL's text cannot hold, what JSON escapes, and what a prototype has. */
export const HOSTILE: Json = JSON.parse(
  `{"nul\\u0000":"${'a\\u0000b'}","half":"\\ud800","__proto__":{"x":1},"constructor":null,"quotes":["'; drop table run; --","$1","\\\\u0000","🧨",""],"numbers":[0,5e-324,1.7976931348623157e308,-1.5,9007199254740991]}`,
) as Json;

/** The runs of a store that tests go on with. */
export interface World {
  readonly parents: readonly [string, string];
  readonly child: string;
  readonly keyed: string;
  readonly spawner: string;
  readonly openChild: string;
  readonly checkpointed: string;
}

/** Fills an empty store with a run of every sort, and everything else that a store holds. */
export async function buildWorld(subject: Subject, store: Store<unknown>): Promise<World> {
  const build = new Builder(subject, store);
  await build.ended();
  const checkpointed = await build.interrupted();
  const spawned = await build.spawner();
  const flow = await build.flow();
  const keyed = await build.add({ key: 'held', priority: 5, headers: { trace: `${NUL}${HALF}` } });
  await build.add({ key: 'latest', dedup: 'latest', delayMs: LONG_MS });
  await build.add({ runAt: new Date('2199-01-01T00:00:00.123Z'), limitKey: 'k', trigger: 'schedule' });
  await build.rest();
  return { ...flow, keyed, ...spawned, checkpointed };
}

class Builder {
  constructor(
    private readonly subject: Subject,
    private readonly store: Store<unknown>,
  ) {}

  async add(changes: Partial<NewRun> = {}): Promise<string> {
    const run = this.subject.newRun(changes);
    await this.store.enqueue([run]);
    return run.id;
  }

  async claim(runId: string): Promise<ClaimedRun> {
    const request = { worker: 'w', jobs: [this.subject.job], limit: 1, leaseMs: LONG_MS, only: { runIds: [runId] } };
    const [run] = await this.store.claim(request);
    assert.ok(run, 'the run was expected to be claimed');
    return run;
  }

  async ended(): Promise<void> {
    const good = await this.claim(await this.add({ input: HOSTILE, key: 'was held' }));
    const logs = ['one', 'two'].map((message) => ({
      at: new Date(0),
      level: 'info' as const,
      message,
      fields: { HOSTILE },
    }));
    await this.store.report([{ lease: leaseOf(good), progress: { done: 3, total: 9, phase: 'p' }, logs }]);
    assertHeld(await this.store.settle([succeeded(good, { output: HOSTILE })]));
    const bad = await this.claim(await this.add({ maxAttempts: 2 }));
    assertHeld(await this.store.release([released(bad)]));
    const again = await this.claim(bad.id);
    const error = { ...ERROR, message: `${NUL}${HALF}`, causes: ['x'] };
    assertHeld(await this.store.settle([failed(again, { error })]));
    await this.add({ trigger: 'retry', retryOf: bad.id });
    await this.store.cancel([await this.add()], REASON);
  }

  /** Handed back with a checkpoint. */
  async interrupted(): Promise<string> {
    const run = await this.claim(await this.add({ limitKey: '' }));
    await this.store.checkpoint(leaseOf(run), HOSTILE);
    assertHeld(await this.store.release([released(run, { spend: false, attempt: { outcome: 'interrupted' } })]));
    return run.id;
  }

  async spawner(): Promise<Pick<World, 'spawner' | 'openChild'>> {
    const run = await this.claim(await this.add());
    const [done, open] = [this.subject.newRun(), this.subject.newRun({ delayMs: 0 })];
    await this.store.spawn(leaseOf(run), [done, open]);
    const attempt = { outcome: 'spawned' } as const;
    assertHeld(await this.store.release([released(run, { spend: false, untilChildren: true, attempt })]));
    assertHeld(await this.store.settle([succeeded(await this.claim(done.id))]));
    return { spawner: run.id, openChild: open.id };
  }

  async flow(): Promise<Pick<World, 'parents' | 'child'>> {
    const flowId = this.subject.newRun().id;
    const [first, second] = [this.subject.newRun({ flowId }), this.subject.newRun({ flowId })];
    const child = this.subject.child([first, second], { flowId });
    const after = this.subject.newRun({ flowId, parents: [{ runId: second.id, onFailure: 'continue' }] });
    await this.store.enqueue([first, second, child, after]);
    assertHeld(await this.store.settle([succeeded(await this.claim(first.id))]));
    return { parents: [first.id, second.id], child: child.id };
  }

  async rest(): Promise<void> {
    const { job } = this.subject;
    const rule = {
      job,
      version: 3,
      timeZone: 'Europe/Berlin',
      missed: 'all',
      missedCap: 7,
      graceMs: 5,
      overlap: 'skip',
    } as const;
    const nextAt = new Date('2199-01-01T00:00:00Z');
    await this.store.schedules.save([
      { ...rule, name: 'nightly', cron: '0 2 * * *', input: HOSTILE, origin: 'stored', nextAt },
      { ...rule, name: job, cron: '@daily', input: {}, origin: 'code', nextAt },
    ]);
    await this.store.schedules.pause('nightly', 'ada');
    await this.store.state.set(job, HOSTILE);
    await this.store.limits.pause({ queue: 'mail' }, { by: 'ada', message: 'down' });
    await this.store.limits.pause({ job: 'other' }, { by: 'cli' });
    const limits = [{ scope: 'key', name: job, rate: { limit: 3, windowMs: LONG_MS, burst: 3 } }] as const;
    await this.add({ limitKey: 'rated', priority: 100 });
    const request = { worker: 'w', jobs: [job], limit: 1, leaseMs: LONG_MS, limits };
    const [rated] = await this.store.claim(request);
    assert.ok(rated);
    assertHeld(await this.store.release([released(rated, { delayMs: LONG_MS, closesWindow: true })]));
  }
}

/** Everything that can be read of a store. */
export async function everythingIn(store: Store<unknown>, job: string): Promise<object> {
  const runs: RunRecord[] = [];
  let after: string | undefined;
  do {
    const page = await store.read.list({}, { limit: 500, ...(after !== undefined && { after }) });
    runs.push(...page.runs);
    after = page.next ?? undefined;
  } while (after !== undefined);
  const details = await Promise.all(
    runs.map(async ({ id }) => ({
      logs: await store.read.logs(id, { after: 0, limit: 100 }),
      parents: await store.read.parents(id),
      children: (await store.read.children(id, { limit: 100 })).map((run) => run.id),
      ahead: await store.read.ahead(id),
    })),
  );
  const [schedules, paused] = [await store.schedules.list(), await store.limits.paused()];
  return { runs, details, schedules, paused, state: await store.state.get(job) };
}
