import type { AnyJob, Clock, InputOf, JobOutput, ServicesOf, Store } from '@nightshift/core';
import { withDependencies } from '../job-run/with-dependencies.js';
import { CrashReport, type CrashFailure } from './crash-report.js';
import { crashText, parseCrashes, pointsOf, spread, type CrashPoint } from './crash-point.js';
import { liveThrough, type CrashOutcome, type Subject } from './lived-run.js';

const MAX_POINTS = 500;
const MAX_PAIRS = 100;
const MOST_FAILURES = 10;

/** What {@link exploreCrashes} takes. */
export interface CrashExploration<
  J extends AnyJob,
  World extends ServicesOf<J> & object,
  S extends Store<unknown> = Store,
> {
  readonly job: J;
  readonly input: InputOf<J>;
  /** Makes a new world: the services that the handler gets, with whatever the invariant looks at. */
  services(store: S): World | Promise<World>;
  /** Throws, or answers false, when what must hold after a run does not. */
  invariant(world: World, outcome: CrashOutcome<JobOutput<J>>): unknown;
  /** Other jobs that the handler enqueues or spawns; they are worked on as well. */
  readonly jobs?: readonly AnyJob[];
  /** A new store that goes by the clock. Default: `memoryStore({ clock })`. */
  store?(clock: Clock): S | Promise<S>;
  /** Crash points that are tried, spread evenly when there are more. Default 500. */
  readonly maxPoints?: number;
  /** Pairs of crashes, one after the other, that are tried. Default 100. */
  readonly maxPairs?: number;
  /** Only this crash, as a failure names it: `'after checkpoint.save #3'`. */
  readonly only?: string;
}

/** What was explored. */
export interface CrashesExplored {
  /** The handler's calls when nothing goes wrong, in order. */
  readonly calls: readonly string[];
  /** The crashes that were tried. */
  readonly tried: readonly string[];
  /** Crash points that `maxPoints` left out. */
  readonly left: number;
}

/**
 * Kills the handler's process before and after every call that it makes through its context, and once more while it
 * resumes; each time lets another process take the run over when the lease has expired, until the run is final; and then
 * asks whether the invariant holds. All of it in virtual time, in the same order each time.
 *
 * A killed handler never returns from the call. Branches that it runs beside it, by `Promise.all` say, go on until their
 * own next call.
 *
 * @throws Error that names each crash after which the invariant does not hold, and how to try it alone.
 * @example
 * await exploreCrashes({
 *   job: greetOnce,
 *   input: { name: 'Ada' },
 *   services: () => ({ sent: new Set<string>() }),
 *   invariant: (world, { state }) => state === 'success' && world.sent.size === 1,
 * });
 */
export async function exploreCrashes<
  J extends AnyJob,
  World extends ServicesOf<J> & object,
  S extends Store<unknown> = Store,
>(exploration: CrashExploration<J, World, S>): Promise<CrashesExplored> {
  const { job, maxPoints = MAX_POINTS, maxPairs = MAX_PAIRS, only } = exploration;
  // What flows between job, services and invariant is checked by the types above.
  const subject = { ...exploration, jobs: withDependencies(job, ...(exploration.jobs ?? [])) } as unknown as Subject;
  const report = new CrashReport(job.name);
  const tries = new Tries(subject, report);
  const calls = (await tries.run([]))?.[0] ?? [];
  if (only !== undefined) await tries.run(parseCrashes(only));
  else await tries.runAll(spread(pointsOf(calls), maxPoints), maxPairs);
  report.throwIfBroken();
  return { calls, tried: tries.tried, left: Math.max(0, calls.length * 2 - maxPoints) };
}

class Tries {
  readonly tried: string[] = [];

  constructor(
    private readonly subject: Subject,
    private readonly report: CrashReport,
  ) {}

  /** Each point alone; then pairs: the second in the life that resumes after the first. */
  async runAll(points: readonly CrashPoint[], maxPairs: number): Promise<void> {
    const pairs: CrashPoint[][] = [];
    for (const point of points) {
      const lives = await this.run([point]);
      pairs.push(...pointsOf(lives?.[1] ?? []).map((second) => [point, second]));
    }
    for (const pair of spread(pairs, maxPairs)) await this.run(pair);
  }

  /** @returns the calls of each life; undefined when there are failures enough already. */
  async run(crashes: readonly CrashPoint[]): Promise<readonly (readonly string[])[] | undefined> {
    if (this.report.failures.length >= MOST_FAILURES) return undefined;
    const { lives, failure } = await liveThrough(this.subject, crashes);
    if (crashes.length > 0) this.tried.push(crashText(crashes));
    if (failure !== undefined) this.report.add({ crashes, lives, error: failure } satisfies CrashFailure);
    return lives;
  }
}
