import type { ClaimedRun, Json, Lease, NewRun, Release } from '@nightshift/core';

type Marks = Readonly<Record<string, Json>>;

/** Names the store's calls that come from a handler or end its attempt; the worker's own upkeep has no name. */
export class CallNames {
  readonly #marks = new Map<string, Marks>();

  /** Learns how far the batch loops of claimed runs are. */
  claimed(runs: readonly ClaimedRun[]): void {
    for (const run of runs) this.#marks.set(run.id, marksOf(run.checkpoint));
  }

  nameOf(verb: string, args: readonly unknown[]): string | undefined {
    switch (verb) {
      case 'checkpoint':
        return this.#checkpoint(args[0] as Lease, args[1] as Json);
      case 'enqueue':
        return `enqueue(${jobsOf(args[0] as NewRun[])})`;
      case 'spawn':
      case 'settle':
      case 'state.get':
      case 'state.set':
        return verb;
      case 'read.children':
        return 'collect';
      case 'release':
        return isOwnEnd(args[0] as Release[]) ? verb : undefined;
      default:
        return undefined;
    }
  }

  #checkpoint({ runId }: Lease, checkpoint: Json): string {
    const before = this.#marks.get(runId) ?? {};
    const marks = marksOf(checkpoint);
    this.#marks.set(runId, marks);
    const moved = Object.keys(marks).find((loop) => JSON.stringify(marks[loop]) !== JSON.stringify(before[loop]));
    return moved === undefined ? 'checkpoint.save' : `batch.commit(${moved})`;
  }
}

// A release of a dead worker's run is upkeep.
function isOwnEnd(releases: readonly Release[]): boolean {
  return releases.some(({ attempt }) => attempt.outcome !== 'lease-expired');
}

function jobsOf(runs: readonly NewRun[]): string {
  return [...new Set(runs.map(({ job }) => job))].join(', ');
}

function marksOf(checkpoint: Json | null): Marks {
  return (checkpoint as { readonly marks?: Marks } | null)?.marks ?? {};
}
