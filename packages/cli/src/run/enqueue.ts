import { createHash } from 'node:crypto';
import { ACTIVE_STATES, type EnqueueAnswer, type EnqueueOptions, type Plan, type RunRecord } from '@nightshift/core';
import type { Client } from '../app/session.js';
import { canonicalJson } from '../arguments/canonical.js';
import type { Target } from './target.js';

/** How runs are enqueued, as the command line says. */
export type Timing = Pick<EnqueueOptions, 'delay' | 'runAt' | 'priority'>;

export interface Enqueued {
  readonly target: Target;
  /** `kept`: the same command was given before and is not done; nothing was added. */
  readonly outcome: EnqueueAnswer['outcome'];
}

// An earlier flow of this command is found among so many of its unfinished runs, newest first.
const LOOKED_AT = 1_000;

/**
 * Enqueues a plan, once: while what the same command enqueued before is unfinished, that is the answer. So a command that
 * was killed goes on where it was when it is given again.
 */
export async function enqueueOnce(client: Client, plan: Plan, timing: Timing): Promise<Enqueued> {
  const flowId = await unfinishedFlow(client, plan);
  if (flowId !== undefined) return { target: { flowId }, outcome: 'kept' };
  const [only] = plan.runs;
  if (only !== undefined && plan.runs.length === 1) {
    const key = keyOf(only.job, only.input, timing);
    const { runId, outcome } = await client.enqueue(only.job, only.input, { ...timing, key, trigger: 'cli' });
    return { target: { runId }, outcome };
  }
  const flow = await client.enqueueFlow(plan, { ...timing, trigger: 'cli' });
  return { target: { flowId: flow.flowId }, outcome: 'created' };
}

// Enqueued for another moment, it is another run.
function keyOf(job: string, input: unknown, { delay, runAt }: Timing): string {
  const text = canonicalJson({ input, delay, runAt: runAt?.toISOString() });
  return `cli:${job}:${createHash('sha256').update(text).digest('base64url').slice(0, 32)}`;
}

async function unfinishedFlow(client: Client, plan: Plan): Promise<string | undefined> {
  const { runs } = await client.list({ states: ACTIVE_STATES, triggers: ['cli'] }, { limit: LOOKED_AT });
  const flowIds = new Set(runs.map((run) => run.flowId).filter((flowId) => flowId !== null));
  for (const flowId of flowIds) {
    if (isSameWork(plan, await client.flow(flowId))) return flowId;
  }
  return undefined;
}

/** Whether a flow does all of a plan, and nothing else that is still to be done: dependencies that are done count as neither. */
function isSameWork(plan: Plan, flow: readonly RunRecord[]): boolean {
  const wanted = new Map(plan.runs.map((run) => [run.job, canonicalJson(run.input)]));
  const matching = flow.filter((run) => wanted.get(run.job) === canonicalJson(run.input));
  const others = flow.filter((run) => !matching.includes(run));
  return new Set(matching.map((run) => run.job)).size === wanted.size && others.every((run) => run.state === 'success');
}
