import type { StoredRun } from './stored-run.js';

/** Limited runs that have begun and are not final, and how many of them execute: what limits are counted from. */
export class BegunRuns {
  readonly #begun = new Map<string, Set<StoredRun>>();
  readonly #running = new Map<string, number>();

  add(run: StoredRun): void {
    if (!isBegun(run)) return;
    const slot = keySlot(run.job, run.limitKey ?? '');
    const begun = this.#begun.get(slot);
    if (begun === undefined) this.#begun.set(slot, new Set([run]));
    else begun.add(run);
    if (run.state === 'running') this.#count(run, 1);
  }

  delete(run: StoredRun): void {
    if (!isBegun(run)) return;
    const slot = keySlot(run.job, run.limitKey ?? '');
    const begun = this.#begun.get(slot);
    begun?.delete(run);
    if (begun?.size === 0) this.#begun.delete(slot);
    if (run.state === 'running') this.#count(run, -1);
  }

  /** Unfinished runs of this job and key that have started at least once. */
  of(job: string, key: string): ReadonlySet<StoredRun> {
    return this.#begun.get(keySlot(job, key)) ?? new Set();
  }

  runningOf(scope: 'queue' | 'job' | 'key', name: string, key = ''): number {
    return this.#running.get(countSlot(scope, name, key)) ?? 0;
  }

  #count(run: StoredRun, by: number): void {
    const slots = [
      countSlot('queue', run.queue, ''),
      countSlot('job', run.job, ''),
      countSlot('key', run.job, run.limitKey ?? ''),
    ];
    for (const slot of slots) {
      const count = (this.#running.get(slot) ?? 0) + by;
      if (count === 0) this.#running.delete(slot);
      else this.#running.set(slot, count);
    }
  }
}

function isBegun(run: StoredRun): boolean {
  if (run.limitKey === null || run.finishedAt !== null) return false;
  return run.state === 'running' || run.attempts.length > 0;
}

// No name and no key has a NUL in it.
function keySlot(job: string, key: string): string {
  return `${job}\0${key}`;
}

function countSlot(scope: string, name: string, key: string): string {
  return `${scope}\0${name}\0${key}`;
}
