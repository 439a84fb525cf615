import assert from 'node:assert/strict';
import { DEDUP_MODES, type DedupMode, type NewRun, type ParentEdge } from '@nightshift/core';
import fc from 'fast-check';
import type { Subject } from '../subject.js';
import { command, type Command } from './command.js';

/** How a run of a list looks; parents point backwards in the list, so there are no cycles. */
export interface RunPlan {
  readonly priority: number;
  readonly delayMs: number;
  readonly key: string | null;
  readonly dedup: DedupMode;
  readonly maxWaitMs: number;
  readonly limitKey: string | null;
  readonly parents: readonly { readonly back: number; readonly onFailure: ParentEdge['onFailure'] }[];
}

export function runPlan(delayMs: fc.Arbitrary<number>): fc.Arbitrary<RunPlan> {
  const onFailure = fc.constantFrom('cancel' as const, 'continue' as const);
  return fc.record({
    priority: fc.integer({ min: -1, max: 1 }),
    delayMs,
    key: fc.constantFrom(null, null, 'k1', 'k2'),
    dedup: fc.constantFrom(...DEDUP_MODES),
    maxWaitMs: fc.constantFrom(1_000, 3_000),
    limitKey: fc.constantFrom(null, 'a', 'b'),
    parents: fc.uniqueArray(fc.record({ back: fc.integer({ min: 1, max: 4 }), onFailure }), {
      maxLength: 3,
      selector: ({ back }) => back,
    }),
  });
}

export function enqueue(plans: readonly RunPlan[]): Command {
  return command(`enqueue ${JSON.stringify(plans)}`, async (model, subject) => {
    const runs = toRuns(plans, subject);
    const now = await subject.now();
    const expected = runs.map((run) => model.enqueue(run, now));
    assert.deepEqual(await subject.store.enqueue(runs), expected);
  });
}

function toRuns(plans: readonly RunPlan[], subject: Subject): NewRun[] {
  const runs = plans.map(({ parents: _parents, maxWaitMs, ...plan }) =>
    subject.newRun({ ...plan, ...(plan.dedup === 'debounce' ? { maxWaitMs } : {}) }),
  );
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
