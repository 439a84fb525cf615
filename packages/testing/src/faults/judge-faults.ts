import type { RunState } from '@nightshift/core';

/** A run as the store has it in the end. */
export interface SurvivingRun {
  readonly id: string;
  readonly state: RunState;
  readonly attempt: number;
  readonly finishedAt: Date | null;
}

/**
 * A piece of work that took effect: noted by the job in the transaction of its checkpoint, so that it is there or neither is; or
 * in the checkpoint itself, where the store has no transactions.
 */
export interface WorkNote {
  readonly runId: string;
  /** Names the piece; a run does each of its pieces once. */
  readonly piece: string;
  /** By the store's clock; null when nobody knows. */
  readonly at: Date | null;
}

/** What a fleet left behind. */
export interface FaultEvidence {
  /** Run ids of every enqueue that was acknowledged. */
  readonly enqueued: readonly string[];
  readonly runs: readonly SurvivingRun[];
  /** The pieces that each run has to do. */
  readonly pieces: readonly string[];
  readonly work: readonly WorkNote[];
  /** Run ids of the settles that workers were told are accepted; those of workers that died may be missing. */
  readonly settled: readonly string[];
  /** False when the store's clock was turned, so that its times say nothing about what came first. */
  readonly timesCount?: boolean;
}

/** What the evidence says: all went well when `lost` and `ranTwice` are empty. */
export interface FaultVerdict {
  readonly enqueued: number;
  readonly finished: number;
  readonly attempts: number;
  /** Runs that do not end as `success`, or do so without all of their work. */
  readonly lost: readonly string[];
  /** Runs of which a piece of work took effect twice or after the end, and runs that ended twice. */
  readonly ranTwice: readonly string[];
}

/**
 * Holds what a fleet left behind against what it was asked to do.
 *
 * @example
 * const evidence = { enqueued: ['1'], runs: [], pieces: ['all'], work: [], settled: [] };
 * judgeFaults(evidence).lost; // ['1']
 */
export function judgeFaults(evidence: FaultEvidence): FaultVerdict {
  const { enqueued, pieces, timesCount = true } = evidence;
  const runs = new Map(evidence.runs.map((run) => [run.id, run]));
  const notes = grouped(evidence.work, ({ runId }) => runId);
  const settles = grouped(evidence.settled, (runId) => runId);
  const isFinished = (runId: string): boolean => {
    const done = new Set(notes(runId).map(({ piece }) => piece));
    return runs.get(runId)?.state === 'success' && pieces.every((piece) => done.has(piece));
  };
  const ranTwice = (runId: string): boolean => {
    const finishedAt = runs.get(runId)?.finishedAt ?? null;
    const isLate = ({ at }: WorkNote): boolean => timesCount && finishedAt !== null && at !== null && at > finishedAt;
    const distinct = new Set(notes(runId).map(({ piece }) => piece)).size;
    return notes(runId).length > distinct || notes(runId).some(isLate) || settles(runId).length > 1;
  };
  return {
    enqueued: enqueued.length,
    finished: enqueued.filter(isFinished).length,
    attempts: evidence.runs.reduce((sum, { attempt }) => sum + attempt, 0),
    lost: enqueued.filter((runId) => !isFinished(runId)),
    ranTwice: enqueued.filter(ranTwice),
  };
}

function grouped<Item>(items: readonly Item[], key: (item: Item) => string): (key: string) => readonly Item[] {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group === undefined) groups.set(key(item), [item]);
    else group.push(item);
  }
  return (wanted) => groups.get(wanted) ?? [];
}
