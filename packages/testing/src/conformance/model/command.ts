import assert from 'node:assert/strict';
import type { Lease } from '@nightshift/core';
import type fc from 'fast-check';
import type { Subject } from '../subject.js';
import { isFinal, type Model, type ModelRun } from './model.js';

export type Command = fc.AsyncCommand<Model, Subject>;

/** After every command, each run of the store is compared with the model's. */
export function command(name: string, act: (model: Model, subject: Subject) => Promise<void>): Command {
  return {
    check: () => true,
    toString: () => name,
    async run(model, subject) {
      await act(model, subject);
      const records = await subject.store.read.get([...model.runs.keys()]);
      const actual = records.map(({ id, state, attempt, priority, cancel, openChildren }) => ({
        ...{ id, state, attempt, priority, cancel: cancel?.code ?? null },
        ...(isFinal(state) ? {} : { openChildren }),
      }));
      const expected = [...model.runs].map(([id, { state, attempt, given, cancel }]) => ({
        ...{ id, state, attempt, priority: given.priority, cancel },
        ...(isFinal(state) ? {} : { openChildren: model.openChildren(id) }),
      }));
      assert.deepEqual(actual, expected, `after: ${name}`);
    },
  };
}

/** A lease of some running run; a stale one has a token from before. */
export interface Target {
  readonly index: number;
  readonly isStale: boolean;
}

/** A command on some running run; none is running, none is done. */
export function leaseCommand(
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

export function leaseTo({ given, token }: ModelRun, isStale: boolean): Lease {
  return { runId: given.id, token: isStale ? token - 1 : token };
}
