import assert from 'node:assert/strict';
import type { FinalState } from '@nightshift/core';
import { ERROR } from '../subject.js';
import { type Command, leaseCommand, leaseTo, type Target } from './command.js';
import { dueState } from './model.js';

const ATTEMPT = { outcome: 'failed', error: ERROR } as const;

export function settle({ index, isStale, end }: Target & { readonly end: FinalState }): Command {
  return leaseCommand(`settle ${end}`, { index, isStale }, async (run, model, subject) => {
    const now = await subject.now();
    const lease = leaseTo(run, isStale);
    const [answer] = await subject.store.settle([{ lease, state: end, output: null, error: null, attempt: ATTEMPT }]);
    assert.equal(answer?.held, !isStale);
    if (!isStale) model.end(run, { state: end, cancel: end === 'cancelled' ? run.cancel : null }, now);
  });
}

interface Returned extends Target {
  readonly delayMs: number;
  readonly spend: boolean;
  readonly untilChildren: boolean;
}

export function release({ index, isStale, ...given }: Returned): Command {
  return leaseCommand(`release ${JSON.stringify(given)}`, { index, isStale }, async (run, model, subject) => {
    const now = await subject.now();
    const [answer] = await subject.store.release([{ lease: leaseTo(run, isStale), ...given, attempt: ATTEMPT }]);
    assert.equal(answer?.held, !isStale);
    if (isStale) return;
    const runAt = now + (given.untilChildren ? 0 : given.delayMs);
    const waits = given.untilChildren && model.openChildren(run.given.id) > 0;
    const attempt = given.spend ? run.attempt : run.attempt - 1;
    Object.assign(run, { state: waits ? 'waiting' : dueState(runAt, now), runAt, attempt });
  });
}

/** Twice, as an attempt does that repeats what an earlier one did. */
export function spawn({ index, isStale, count, delayMs }: Target & { count: number; delayMs: number }): Command {
  return leaseCommand(`spawn ${count} after ${delayMs}`, { index, isStale }, async (run, model, subject) => {
    const children = subject.newRuns(count, { delayMs });
    const now = await subject.now();
    for (const round of ['first', 'second']) {
      const answer = await subject.store.spawn(leaseTo(run, isStale), children);
      assert.equal(answer.held, !isStale, round);
    }
    if (!isStale) for (const child of children) model.add(child, now, run.given.id);
  });
}

export function extend({ index, isStale }: Target, leaseMs: number): Command {
  return leaseCommand('extend', { index, isStale }, async (run, _model, subject) => {
    const [answer] = await subject.store.extend([leaseTo(run, isStale)], leaseMs);
    assert.equal(answer?.held, !isStale);
    if (!isStale) run.leaseExpiresAt = (await subject.now()) + leaseMs;
  });
}
