import { ACTIVE_STATES, FINAL_STATES, type RunRecord, type RunState, type Store } from '@nightshift/core';

const PAGE = 1_000;

/** Every run of a store, oldest first, by state. */
export async function runsByState(store: Store<unknown>): Promise<Readonly<Record<RunState, readonly RunRecord[]>>> {
  const states = [...ACTIVE_STATES, ...FINAL_STATES];
  const runs = await allRuns(store);
  return Object.fromEntries(states.map((state) => [state, runs.filter((run) => run.state === state)])) as Record<
    RunState,
    RunRecord[]
  >;
}

async function allRuns(store: Store<unknown>): Promise<RunRecord[]> {
  const all: RunRecord[] = [];
  for (let after: string | null | undefined; after !== null;) {
    const page = await store.read.list({}, { limit: PAGE, ...(after !== undefined && { after }) });
    all.push(...page.runs);
    after = page.next;
  }
  return all.reverse();
}
