import assert from 'node:assert/strict';
import type { FinalState, LimitRule } from '@nightshift/core';
import fc from 'fast-check';
import { idsOf, REASON, type Subject } from '../subject.js';
import { command, type Command } from './command.js';
import { enqueue, runPlan } from './enqueue-command.js';
import { extend, release, settle, spawn } from './lease-commands.js';
import { dueState, isFinal, LIMITS, type Model } from './model.js';

/** Random commands; without a fake clock, none that need time to pass. */
export function commands(hasFakeClock: boolean): fc.Arbitrary<Iterable<Command>> {
  const delayMs = hasFakeClock ? fc.constantFrom(0, 0, 0, 500, 2_000) : fc.constant(0);
  const leaseMs = hasFakeClock ? 1_000 : 3_600_000;
  const index = fc.nat(99);
  const isStale = fc.constantFrom(false, false, false, true);
  const end = fc.constantFrom<FinalState>('success', 'success', 'success', 'failed', 'cancelled');
  const count = fc.integer({ min: 1, max: 2 });
  const untimed: fc.Arbitrary<Command>[] = [
    fc.array(runPlan(delayMs), { minLength: 1, maxLength: 5 }).map(enqueue),
    fc.integer({ min: 1, max: 4 }).map((limit) => claim(limit, leaseMs)),
    fc.record({ index, isStale, end }).map(settle),
    fc.record({ index, isStale, delayMs, spend: fc.boolean(), untilChildren: fc.boolean() }).map(release),
    fc.record({ index, isStale }).map((target) => extend(target, leaseMs)),
    fc.record({ index, isStale, count, delayMs }).map(spawn),
    index.map(cancel),
    fc.constantFrom(true, false, false).map(pause),
  ];
  const timed = [fc.integer({ min: 100, max: 1_500 }).map(advance), fc.constant(promote()), fc.constant(reap(leaseMs))];
  // Twice: as much work is done as time passes.
  const mixed = hasFakeClock ? [...untimed, ...untimed, ...timed] : untimed;
  return fc.commands(mixed, { maxCommands: 60, size: 'max' });
}

function claim(limit: number, leaseMs: number): Command {
  return command(`claim ${limit}`, async (model, subject) => {
    const claimed = await subject.claim({ limit, leaseMs, limits: rules(subject) });
    const leaseExpiresAt = (await subject.now()) + leaseMs;
    const queued = model.inState('queued').map(([, run]) => run);
    for (const { id, token } of claimed) {
      const run = model.get(id);
      assert.equal(run.state, 'queued');
      assert.ok(token > run.token);
      Object.assign(run, { state: 'running', attempt: run.attempt + 1, token, leaseExpiresAt });
    }
    if (model.isPaused) assert.deepEqual(idsOf(claimed), [], 'a run of a paused job was claimed');
    else assertBestChoice(model, { chosen: idsOf(claimed), limit, queued: queued.map(({ given }) => given.id) });
  });
}

interface Choice {
  readonly chosen: readonly string[];
  readonly limit: number;
  readonly queued: readonly string[];
}

/** As many as may start, and none in the place of one with a higher priority. */
function assertBestChoice(model: Model, { chosen, limit, queued }: Choice): void {
  const executing = model.inState('running').map(([, run]) => run);
  assert.ok(chosen.length <= limit);
  assert.ok(model.holdsLimits(executing), 'more execute than the limits let');
  const left = queued.filter((id) => !chosen.includes(id)).map((id) => model.get(id));
  for (const run of left) {
    if (chosen.length < limit) assert.ok(!model.holdsLimits([...executing, run]), 'a run that may start was left');
    for (const other of chosen.map((id) => model.get(id))) {
      if (other.given.priority >= run.given.priority) continue;
      const instead = [...executing.filter((each) => each !== other), run];
      assert.ok(!model.holdsLimits(instead), 'a run of higher priority was left');
    }
  }
}

function rules(subject: Subject): LimitRule[] {
  return [
    { scope: 'job', name: subject.job, concurrency: LIMITS.job },
    { scope: 'key', name: subject.job, concurrency: LIMITS.key },
  ];
}

function cancel(index: number): Command {
  return command(`cancel #${index}`, async (model, subject) => {
    const id = [...model.runs.keys()][index % model.runs.size];
    if (id === undefined) return;
    const run = model.get(id);
    const expected = isFinal(run.state) ? 'finished' : run.state === 'running' ? 'requested' : 'cancelled';
    const now = await subject.now();
    assert.deepEqual(await subject.store.cancel([id], REASON), [expected]);
    model.cancel(run, REASON.code, now);
  });
}

function pause(isPaused: boolean): Command {
  return command(isPaused ? 'pause' : 'resume', async (model, subject) => {
    const target = { job: subject.job };
    if (isPaused) await subject.store.limits.pause(target, { by: 'conformance' });
    else assert.equal(await subject.store.limits.resume(target), model.isPaused);
    model.isPaused = isPaused;
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
