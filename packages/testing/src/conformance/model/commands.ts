import assert from 'node:assert/strict';
import type { FinalState, Lease, NewRun, ParentEdge } from '@nightshift/core';
import fc from 'fast-check';
import { ERROR, idsOf, REASON, type Subject } from '../subject.js';
import { dueState, isFinal, type Model, type ModelRun } from './model.js';

export type Command = fc.AsyncCommand<Model, Subject>;

const ATTEMPT = { outcome: 'failed', error: ERROR } as const;

/** Random commands; without a fake clock, none that need time to pass. */
export function commands(hasFakeClock: boolean): fc.Arbitrary<Iterable<Command>> {
  const delay = hasFakeClock ? fc.constantFrom(0, 0, 0, 500, 2_000) : fc.constant(0);
  const leaseMs = hasFakeClock ? 1_000 : 3_600_000;
  const index = fc.nat(99);
  const isStale = fc.constantFrom(false, false, false, true);
  const end = fc.constantFrom<FinalState>('success', 'success', 'success', 'failed', 'cancelled');
  const untimed: fc.Arbitrary<Command>[] = [
    fc.array(runPlan(delay), { minLength: 1, maxLength: 5 }).map(enqueue),
    fc.integer({ min: 1, max: 4 }).map((limit) => claim(limit, leaseMs)),
    fc.record({ index, isStale, end }).map(settle),
    fc.record({ index, isStale, delayMs: delay, spend: fc.boolean() }).map(release),
    fc.record({ index, isStale }).map((target) => extend(target, leaseMs)),
    index.map(cancel),
  ];
  const timed = [fc.integer({ min: 100, max: 1_500 }).map(advance), fc.constant(promote()), fc.constant(reap(leaseMs))];
  // Twice: as much work is done as time passes.
  const mixed = hasFakeClock ? [...untimed, ...untimed, ...timed] : untimed;
  return fc.commands(mixed, { maxCommands: 50, size: 'max' });
}

/** How a run of a list looks; parents point backwards in the list, so there are no cycles. */
interface RunPlan {
  readonly priority: number;
  readonly delayMs: number;
  readonly key: string | null;
  readonly parents: readonly { readonly back: number; readonly onFailure: ParentEdge['onFailure'] }[];
}

function runPlan(delayMs: fc.Arbitrary<number>): fc.Arbitrary<RunPlan> {
  const onFailure = fc.constantFrom('cancel' as const, 'continue' as const);
  return fc.record({
    priority: fc.integer({ min: -1, max: 1 }),
    delayMs,
    key: fc.constantFrom(null, null, 'k1', 'k2'),
    parents: fc.uniqueArray(fc.record({ back: fc.integer({ min: 1, max: 4 }), onFailure }), {
      maxLength: 3,
      selector: ({ back }) => back,
    }),
  });
}

/** A lease of some running run; a stale one has a token from before. */
interface Target {
  readonly index: number;
  readonly isStale: boolean;
}

function enqueue(plans: readonly RunPlan[]): Command {
  return command(`enqueue ${JSON.stringify(plans)}`, async (model, subject) => {
    const runs = toRuns(plans, subject);
    const now = await subject.now();
    const expected = runs.map((run) => {
      const holder = run.key === null ? undefined : model.keyHolder(run.key);
      if (holder !== undefined) return { runId: holder, outcome: 'kept' };
      model.add(run, now);
      return { runId: run.id, outcome: 'created' };
    });
    assert.deepEqual(await subject.store.enqueue(runs), expected);
  });
}

function toRuns(plans: readonly RunPlan[], subject: Subject): NewRun[] {
  const runs = plans.map(({ priority, delayMs, key }) => subject.newRun({ priority, delayMs, key }));
  const related = new Set<string>();
  const linked = runs.map((run, position) => {
    const edges = plans[position]?.parents.flatMap(({ back, onFailure }) => {
      const parent = runs[position - back];
      return parent === undefined ? [] : [{ runId: parent.id, onFailure }];
    });
    for (const edge of edges ?? []) related.add(edge.runId).add(run.id);
    return { ...run, parents: edges ?? [] };
  });
  return linked.map((run) => (related.has(run.id) ? { ...run, key: null } : run));
}

function claim(limit: number, leaseMs: number): Command {
  return command(`claim ${limit}`, async (model, subject) => {
    const queued = model.inState('queued');
    const claimed = await subject.claim({ limit, leaseMs });
    assert.equal(claimed.length, Math.min(limit, queued.length));
    const left = queued.filter(([id]) => !idsOf(claimed).includes(id));
    const lowest = Math.min(...claimed.map(({ priority }) => priority));
    assert.ok(
      left.every(([, { given }]) => given.priority <= lowest),
      'a run of higher priority was left',
    );
    const leaseExpiresAt = (await subject.now()) + leaseMs;
    for (const { id, token } of claimed) {
      const run = model.get(id);
      assert.equal(run.state, 'queued');
      assert.ok(token > run.token);
      Object.assign(run, { state: 'running', attempt: run.attempt + 1, token, leaseExpiresAt });
    }
  });
}

function settle({ index, isStale, end }: Target & { readonly end: FinalState }): Command {
  return leaseCommand(`settle ${end}`, { index, isStale }, async (run, model, subject) => {
    const now = await subject.now();
    const lease = leaseTo(run, isStale);
    const [answer] = await subject.store.settle([{ lease, state: end, output: null, error: null, attempt: ATTEMPT }]);
    assert.equal(answer?.held, !isStale);
    if (!isStale) model.end(run, { state: end, cancel: end === 'cancelled' ? run.cancel : null }, now);
  });
}

function release({
  index,
  isStale,
  delayMs,
  spend,
}: Target & { readonly delayMs: number; readonly spend: boolean }): Command {
  return leaseCommand(`release after ${delayMs}, spend ${spend}`, { index, isStale }, async (run, _model, subject) => {
    const now = await subject.now();
    const [answer] = await subject.store.release([{ lease: leaseTo(run, isStale), delayMs, spend, attempt: ATTEMPT }]);
    assert.equal(answer?.held, !isStale);
    if (isStale) return;
    const runAt = now + delayMs;
    Object.assign(run, { state: dueState(runAt, now), runAt, attempt: spend ? run.attempt : run.attempt - 1 });
  });
}

function extend({ index, isStale }: Target, leaseMs: number): Command {
  return leaseCommand('extend', { index, isStale }, async (run, _model, subject) => {
    const [answer] = await subject.store.extend([leaseTo(run, isStale)], leaseMs);
    assert.equal(answer?.held, !isStale);
    if (!isStale) run.leaseExpiresAt = (await subject.now()) + leaseMs;
  });
}

function cancel(index: number): Command {
  return command(`cancel #${index}`, async (model, subject) => {
    const id = [...model.runs.keys()][index % model.runs.size];
    if (id === undefined) return;
    const run = model.get(id);
    const expected = isFinal(run.state) ? 'finished' : run.state === 'running' ? 'requested' : 'cancelled';
    assert.deepEqual(await subject.store.cancel([id], REASON), [expected]);
    if (expected === 'requested') run.cancel = REASON.code;
    if (expected === 'cancelled') model.end(run, { state: 'cancelled', cancel: REASON.code }, await subject.now());
  });
}

function advance(ms: number): Command {
  return command(`advance ${ms}`, (_model, subject) => subject.advance(ms));
}

function promote(): Command {
  return command('promote', async (model, subject) => {
    const now = await subject.now();
    await subject.promoteAll();
    for (const [, run] of model.inState('scheduled')) run.state = dueState(run.runAt, now);
  });
}

function reap(leaseMs: number): Command {
  return command('reap', async (model, subject) => {
    const now = await subject.now();
    const expired = model.inState('running').filter(([, run]) => run.leaseExpiresAt <= now);
    const reaped = await subject.reap(leaseMs);
    assert.deepEqual(idsOf(reaped).sort(), expired.map(([id]) => id).sort());
    for (const { id, token } of reaped) {
      const run = model.get(id);
      assert.ok(token > run.token);
      Object.assign(run, { token, leaseExpiresAt: now + leaseMs });
    }
  });
}

/** A command on some running run; none is running, none is done. */
function leaseCommand(
  name: string,
  { index, isStale }: Target,
  act: (run: ModelRun, model: Model, subject: Subject) => Promise<void>,
): Command {
  return command(`${name}${isStale ? ' with a stale lease' : ''} #${index}`, async (model, subject) => {
    const running = model.inState('running');
    const [, run] = running[index % running.length] ?? [];
    if (run !== undefined) await act(run, model, subject);
  });
}

function leaseTo({ given, token }: ModelRun, isStale: boolean): Lease {
  return { runId: given.id, token: isStale ? token - 1 : token };
}

/** After every command, each run of the store is compared with the model's. */
function command(name: string, act: (model: Model, subject: Subject) => Promise<void>): Command {
  return {
    check: () => true,
    toString: () => name,
    async run(model, subject) {
      await act(model, subject);
      const records = await subject.store.read.get([...model.runs.keys()]);
      const actual = records.map(({ id, state, attempt, cancel: reason }) => [
        id,
        state,
        attempt,
        reason?.code ?? null,
      ]);
      const expected = [...model.runs].map(([id, { state, attempt, cancel: code }]) => [id, state, attempt, code]);
      assert.deepEqual(actual, expected, `after: ${name}`);
    },
  };
}
