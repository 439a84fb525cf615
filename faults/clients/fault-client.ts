import type { AnyJob, Clock, Jobs, RunRecord, Store } from '@nightshift/core';
import type { WorkNote } from '@nightshift/testing';
import type { WorkerConfig } from '../worker-config.js';

/** What a process needs to know to open a store, and to run the job that fits it. */
export type ClientConfig = Pick<WorkerConfig, 'store' | 'pieceMs' | 'notesItself' | 'notedFile' | 'breaks'>;

/** Clocks that are not the system's. */
export interface Clocks {
  readonly client?: Clock;
  readonly store?: Clock;
}

/** A store with the fault job. */
export interface FaultClient {
  readonly jobs: Pick<Jobs<AnyJob, unknown>, 'close' | 'counts' | 'events' | 'open' | 'worker'>;
  /** Makes what the work is noted in. */
  prepare(): Promise<void>;
  /** @returns the ids of the runs whose enqueue was acknowledged; `onAnswer` has them as they come. */
  enqueue(count: number, onAnswer?: (runIds: readonly string[]) => void): Promise<string[]>;
  /** What is left of runs and of their work in the end. */
  evidence(): Promise<{ readonly runs: readonly RunRecord[]; readonly work: readonly WorkNote[] }>;
}

const CHUNK = 1_000;

/** Enqueues so many runs of a job, a thousand at a time. */
export async function enqueueInChunks(
  count: number,
  enqueue: (count: number) => Promise<readonly { readonly runId: string }[]>,
  onAnswer: (runIds: readonly string[]) => void = () => undefined,
): Promise<string[]> {
  const runIds: string[] = [];
  for (let left = count; left > 0; left -= CHUNK) {
    const answers = (await enqueue(Math.min(left, CHUNK))).map(({ runId }) => runId);
    onAnswer(answers);
    runIds.push(...answers);
  }
  return runIds;
}

/** Every run of a store. */
export async function allRuns({ read }: Pick<Store, 'read'>): Promise<RunRecord[]> {
  const all: RunRecord[] = [];
  for (let after: string | null | undefined; after !== null;) {
    const page = await read.list({}, { limit: CHUNK, ...(after !== undefined && { after }) });
    all.push(...page.runs);
    after = page.next;
  }
  return all;
}
