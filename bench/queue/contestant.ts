import type { Payload } from './payload.js';

/** What a contestant works on: a server's address and a space on it that nothing has used, or nothing for what lives in the process. */
export interface Place {
  /** A path where the database is a folder; null for what lives in the process alone. */
  readonly url: string | null;
  /** A name for the contestant's queue, schema or prefix. */
  readonly space: string;
}

/** What a contestant says of itself; it is printed with its figures. */
export interface About {
  /** The settings that were chosen as its fastest safe ones, in words. */
  readonly settings: string;
  /** What can be read of a finished run afterwards, in words. */
  readonly keeps: string;
  /** What a resolved enqueue means, in words. */
  readonly acknowledges: string;
}

/** What a store holds, as the store itself counts it. */
export interface Counts {
  /** Not begun. */
  readonly waiting: number;
  /** Begun and not finished. */
  readonly active: number;
  readonly failed: number;
  /** Finished well and still readable; null when the contestant keeps none of them. */
  readonly kept: number | null;
}

/** What a worker does with each run, and whom it tells. */
export interface Work {
  readonly concurrency: number;
  /** How many runs there will be, for a contestant that has to look in its tables whether the last ones are settled. */
  readonly runs: number;
  /** The handler, which does nothing else: called with the stored payload once the schema has passed it. */
  readonly handle: (payload: Payload) => void;
  /** Called once for each run whose end is written down. */
  readonly settled: () => void;
  /** Called for what goes wrong. */
  readonly failed: (error: unknown) => void;
}

/** A worker that works. */
export interface Working {
  stop(): Promise<void>;
}

/** A contestant at work in one process. */
export interface Session {
  /** Resolves when the run is acknowledged. */
  enqueue(payload: Payload): Promise<void>;
  /** Resolves when all of them are acknowledged; the contestant's own way to enqueue in bulk. */
  enqueueMany(payloads: readonly Payload[]): Promise<void>;
  /** Starts a worker; resolves when it looks for work. */
  work(work: Work): Promise<Working>;
  counts(): Promise<Counts>;
  close(): Promise<void>;
}

/** One way to run jobs. Each is one file in `contestants/`, loaded only in the processes that measure it. */
export interface Contestant {
  readonly about: About;
  open(place: Place): Promise<Session>;
}
