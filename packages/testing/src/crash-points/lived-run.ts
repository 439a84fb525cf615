import {
  createJobs,
  memoryStore,
  type AnyJob,
  type Clock,
  type Json,
  type Random,
  type RunError,
  type RunRecord,
  type RunState,
  type Store,
  type Timers,
} from '@nightshift/core';
import { drain } from '../drain/drain.js';
import { runsByState } from '../drain/runs-by-state.js';
import { seededRandom } from '../seeded-random.js';
import { virtualClock } from '../virtual-clock/virtual-clock.js';
import { crashText, type CrashPoint } from './crash-point.js';
import { ProcessLife } from './process-life.js';

/** What became of the run. */
export interface CrashOutcome<Output = unknown> {
  readonly state: RunState;
  /** Null unless the state is `success`. */
  readonly output: Output | null;
  readonly error: RunError | null;
  /** How many attempts it took; each crash costs one. */
  readonly attempts: number;
  /** Every other run in the store: what handlers enqueued and spawned, oldest first. */
  readonly enqueued: readonly RunRecord[];
  /** The job's durable state. */
  readonly jobState: Json | null;
}

/** What is explored, with the types of the job left behind. */
export interface Subject {
  readonly job: AnyJob;
  readonly input: unknown;
  readonly jobs: readonly AnyJob[];
  store?(clock: Clock): Store<unknown> | Promise<Store<unknown>>;
  services(store: Store<unknown>): object | Promise<object>;
  invariant(world: object, outcome: CrashOutcome): unknown;
}

interface LivedRun {
  /** The handler's calls, a list per life of the process. */
  readonly lives: readonly (readonly string[])[];
  /** Why the invariant does not hold, or why it could not be asked. */
  readonly failure: Error | undefined;
}

/** Lets a run be worked on from its beginning, in a new world, by a process that dies at each of these points in turn. */
export async function liveThrough(subject: Subject, crashes: readonly CrashPoint[]): Promise<LivedRun> {
  const clock = virtualClock();
  const store = (await subject.store?.(clock)) ?? memoryStore({ clock });
  const lives: (readonly string[])[] = [];
  try {
    await store.open();
    const world = await subject.services(store);
    // Ids come from chance: one source for all lives makes them new, and the same each time.
    const random = seededRandom(1);
    const client = (parts: { readonly store: Store<unknown>; readonly timers: Timers }) =>
      clientOf(subject, world, { ...parts, clock, random });
    const { runId } = await client({ store, timers: clock }).enqueue(subject.job.name, subject.input);
    for (const diesAt of [...crashes, undefined]) {
      const life = new ProcessLife({ store, timers: clock, diesAt });
      lives.push(life.calls);
      const survived = drain(client(life), { clock }).then(() => true);
      const isAlive = await Promise.race([survived, life.died.then(() => false)]);
      if (isAlive && diesAt !== undefined) return { lives, failure: unreached(diesAt) };
    }
    return { lives, failure: await failureOf(subject, world, await outcomeOf(store, runId)) };
  } catch (error) {
    return { lives, failure: error instanceof Error ? error : new Error(String(error)) };
  } finally {
    await store.close();
  }
}

interface ProcessParts {
  readonly store: Store<unknown>;
  readonly timers: Timers;
  readonly clock: Clock;
  readonly random: Random;
}

function clientOf({ jobs }: Subject, services: object, parts: ProcessParts) {
  const schedules = Object.fromEntries(jobs.map(({ name }) => [name, false]));
  return createJobs({ jobs, services, schedules, ...parts });
}

async function outcomeOf(store: Store<unknown>, runId: string): Promise<CrashOutcome> {
  const runs = Object.values(await runsByState(store)).flat();
  const run = runs.find(({ id }) => id === runId);
  if (run === undefined) throw new Error('The run is gone from the store');
  const { state, output, error, attempt: attempts } = run;
  const enqueued = runs.filter(({ id }) => id !== runId).sort((one, other) => (one.id < other.id ? -1 : 1));
  return { state, output, error, attempts, enqueued, jobState: await store.state.get(run.job) };
}

async function failureOf(subject: Subject, world: object, outcome: CrashOutcome): Promise<Error | undefined> {
  const answer = await subject.invariant(world, outcome);
  return answer === false ? new Error('The invariant answered false') : undefined;
}

function unreached(point: CrashPoint): Error {
  return new Error(
    `The run ended without coming to ${crashText([point])}: its calls are not the same each time. ` +
      'Take what differs, such as time or chance, from the services.',
  );
}
