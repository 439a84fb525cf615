import { NO_STARTS } from '../rate-window.js';
import type { Counted, Counter, StoredRun } from './stored-run.js';

type Scope = Counter['scope'];

/** Counts limited runs. Each of them holds on to its counters while it is unfinished, so that nobody looks them up. */
export class Counters {
  readonly #counters = new Map<string, Counter>();
  readonly #counted = new Map<string, Counted>();

  /** Those that are there. */
  all(): Iterable<Counter> {
    return this.#counters.values();
  }

  find(scope: Scope, name: string, key: string): Counter | undefined {
    return this.#counters.get(slotOf(scope, name, key));
  }

  /** The counter, which stays for as long as its window says something or runs are counted by it. */
  of(scope: Scope, name: string, key: string): Counter {
    const slot = slotOf(scope, name, key);
    let counter = this.#counters.get(slot);
    if (counter === undefined) {
      counter = { scope, name, key, running: 0, begun: new Set(), starts: NO_STARTS, closedUntil: 0, users: 0 };
      this.#counters.set(slot, counter);
    }
    return counter;
  }

  /** Takes in a run that is unfinished. */
  join(run: StoredRun): void {
    if (run.limitKey === null) return;
    const slot = slotOf(run.job, run.queue, run.limitKey);
    let counted = this.#counted.get(slot);
    if (counted === undefined) this.#counted.set(slot, (counted = this.#begin(run, run.limitKey)));
    counted.runs += 1;
    run.counted = counted;
  }

  /** Lets go of a run that is final, or is counted under another key from now on. */
  leave(run: StoredRun): void {
    const { counted } = run;
    if (counted === null) return;
    run.counted = null;
    counted.runs -= 1;
    if (counted.runs === 0) this.#end(counted);
  }

  #begin({ job, queue }: StoredRun, key: string): Counted {
    const by = { queue: this.of('queue', queue, ''), job: this.of('job', job, ''), key: this.of('key', job, key) };
    for (const counter of Object.values(by)) counter.users += 1;
    return { job, queue, key, by, runs: 0 };
  }

  #end({ job, queue, key, by }: Counted): void {
    this.#counted.delete(slotOf(job, queue, key));
    for (const counter of Object.values(by)) {
      counter.users -= 1;
      if (counter.users === 0 && isBlank(counter))
        this.#counters.delete(slotOf(counter.scope, counter.name, counter.key));
    }
  }
}

/** Whether its window says nothing. */
export function isBlank({ starts, closedUntil }: Counter): boolean {
  return starts.total === 0 && closedUntil === 0;
}

/** Counts a run in as it stands now, which is nothing for one that has not begun. */
export function countIn(run: StoredRun): void {
  if (run.counted === null || !hasBegun(run)) return;
  run.counted.by.key.begun.add(run);
  if (run.state === 'running') count(run.counted, 1);
}

/** Takes back what {@link countIn} counted. */
export function countOut(run: StoredRun): void {
  if (run.counted === null || !hasBegun(run)) return;
  run.counted.by.key.begun.delete(run);
  if (run.state === 'running') count(run.counted, -1);
}

function count({ by }: Counted, change: number): void {
  by.queue.running += change;
  by.job.running += change;
  by.key.running += change;
}

function hasBegun(run: StoredRun): boolean {
  return run.finishedAt === null && (run.state === 'running' || run.attempts.length > 0);
}

function slotOf(...parts: readonly [string, string, string]): string {
  // None of them has a NUL in it.
  return parts.join('\0');
}
