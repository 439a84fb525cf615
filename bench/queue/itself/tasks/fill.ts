import type { Store } from '@nightshift/core';
import { payloads } from '../../payload.js';
import { openNoOp } from '../no-op.js';
import type { Talk } from '../talk.js';

const BULK = 1_000;

/** Enqueues runs `first` to `first + runs - 1` in bulks of 1,000. */
export interface FillTask {
  readonly kind: 'fill';
  readonly first: number;
  readonly runs: number;
  /** How many of them are enqueued before time is taken. */
  readonly warmUp: number;
  readonly limited: boolean;
  /** How many bulks are under way at a time. */
  readonly lanes: number;
  /** Whether it enqueues only as many as it is allowed, word by word, until it is told to stop. */
  readonly paced: boolean;
}

export interface FillResult {
  readonly acknowledged: number;
  readonly perSecond: number;
}

export async function fill(store: Store, task: FillTask, talk: Talk): Promise<FillResult> {
  const { jobs, enqueueMany } = await openNoOp(store, { limited: task.limited, handle: () => undefined });
  const gate = task.paced ? pacedGate(talk) : openGate();
  let next = 0;
  let warm: { readonly runs: number; readonly at: number | null } = { runs: 0, at: null };
  const lane = async (): Promise<void> => {
    while (next < task.runs && (await gate(next + BULK))) {
      const first = next;
      next = Math.min(next + BULK, task.runs);
      await enqueueMany(payloads(task.first + first, next - first));
      if (warm.at === null && task.warmUp > 0 && next >= task.warmUp) warm = { runs: next, at: performance.now() };
    }
  };
  talk.ready();
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: task.lanes }, lane));
  const perSecond = ((next - warm.runs) / (performance.now() - (warm.at ?? startedAt))) * 1_000;
  await jobs.close();
  return { acknowledged: next, perSecond };
}

/** Resolves with whether one may go on, once so many are allowed. */
type Gate = (runs: number) => Promise<boolean>;

function openGate(): Gate {
  return () => Promise.resolve(true);
}

function pacedGate(talk: Talk): Gate {
  let allowed = 0;
  let stopped = false;
  let wake: (() => void) | undefined;
  talk.on('allow', ({ runs }) => {
    allowed = runs;
    wake?.();
  });
  talk.on('stop', () => {
    stopped = true;
    wake?.();
  });
  return async (runs) => {
    while (!stopped && runs > allowed) await new Promise<void>((resolve) => (wake = resolve));
    return !stopped;
  };
}
