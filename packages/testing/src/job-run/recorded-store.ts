import type { ClaimedRun, Dependency, Json, Store } from '@nightshift/core';

/** Where batch loops stand, by name: the cursor to go on after, and the items done. */
export type Cursors = Readonly<Record<string, { readonly cursor: Json; readonly done: number }>>;

/** What a run looks like to the attempt that claims it. */
export interface GivenRun {
  readonly attempt?: number;
  readonly checkpoint?: Json;
  readonly cursors?: Cursors;
  readonly results?: object;
  readonly signal?: AbortSignal;
}

interface RecordedStore {
  readonly store: Store;
  readonly checkpoints: readonly Json[];
  readonly cursors: Cursors;
}

/** A stored checkpoint: the handler's own value and the marks of its batch loops. */
interface StoredCheckpoint {
  readonly value: Json;
  readonly marks: Cursors;
}

/** A store that hands a run out once, looking as it was given, and notes what the attempt saves. */
export function recordStore(store: Store, given: GivenRun): RecordedStore {
  const checkpoints: Json[] = [];
  let cursors: Cursors = given.cursors ?? {};
  let claimed = false;
  return {
    checkpoints,
    get cursors() {
      return cursors;
    },
    store: {
      ...store,
      claim: async (request) => {
        if (claimed) return [];
        const runs = await store.claim(request);
        claimed = runs.length > 0;
        return runs.map((run) => asGiven(run, given));
      },
      checkpoint: async (lease, checkpoint, options) => {
        const answer = await store.checkpoint(lease, checkpoint, options);
        const { value, marks } = checkpoint as unknown as StoredCheckpoint;
        if (JSON.stringify(marks) === JSON.stringify(cursors)) checkpoints.push(value);
        cursors = marks;
        return answer;
      },
      read: { ...store.read, parents: () => Promise.resolve(parentsOf(given.results ?? {})) },
    },
  };
}

function asGiven(run: ClaimedRun, given: GivenRun): ClaimedRun {
  const resumes = given.checkpoint !== undefined || given.cursors !== undefined;
  const saved = { value: given.checkpoint ?? null, marks: given.cursors ?? {} };
  const cancel = { code: 'requested', by: 'test', message: 'The signal had aborted' } as const;
  return {
    ...run,
    attempt: given.attempt ?? run.attempt,
    // Results are looked for in a flow alone.
    flowId: run.id,
    ...(resumes && { checkpoint: saved }),
    ...(given.signal?.aborted === true && { cancel }),
  };
}

function parentsOf(results: object): Dependency[] {
  return Object.entries(results).map(([job, output]) => ({
    runId: job,
    job,
    state: 'success',
    onFailure: 'cancel',
    output: output as Json,
  }));
}
