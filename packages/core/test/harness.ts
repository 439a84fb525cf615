import { createJobs, memoryStore, type AnyJob, type JobEvents, type Jobs, type RunRecord } from '@nightshift/core';

/** A clock that stands still until it is told to move. */
export function standingClock(start = '2026-01-01T00:00:00Z') {
  let now = new Date(start).getTime();
  return { now: () => now, advance: (ms: number) => void (now += ms) };
}

/** A client over memory whose randomness is a constant, so that backoffs are known. */
export function inMemory(list: readonly AnyJob[], clock?: { now(): number }): Jobs<AnyJob, never> {
  const store = memoryStore(clock === undefined ? {} : { clock });
  return createJobs({ jobs: list, store, random: () => 0.5, ...(clock && { clock }) });
}

/** The next event of a kind, for tests that wait on signals. */
export function next<Kind extends keyof JobEvents>(
  jobs: Pick<Jobs<AnyJob, never>, 'events'>,
  kind: Kind,
): Promise<JobEvents[Kind][0]> {
  return new Promise((resolve) => {
    jobs.events.once(kind, (event: JobEvents[Kind][0]) => resolve(event));
  });
}

/** Works until the run is final, and answers with it. */
export async function finish(jobs: Jobs<AnyJob, never>, runId: string): Promise<RunRecord> {
  const worker = jobs.worker({ poll: 20 });
  await worker.start();
  const [run] = await jobs.wait([runId]);
  await worker.stop();
  if (run === undefined) throw new Error('the run is gone');
  return run;
}

/** A promise that a test fulfils. */
export function gate(): { readonly opened: Promise<void>; open(): void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
