import type { Portion } from './order.js';

/** How much of everything is measured. */
export interface Sizes {
  readonly redis: EngineSizes;
  /** PostgreSQL takes a commit for what Redis takes a write for. */
  readonly postgres: EngineSizes;
  /** What peers do that are far behind: enough for a window of a second. */
  readonly behind: EngineSizes;
  readonly pglite: Pick<EngineSizes, 'drain'>;
  readonly memory: Pick<EngineSizes, 'drain'>;
  /** Leaves out the rows that say least. */
  readonly brief: boolean;
}

/** How much is measured on one engine. */
export interface EngineSizes {
  readonly oneByOne: Portion;
  readonly inFlight: Portion;
  readonly drain: Portion;
  readonly samples: Portion;
}

export const FULL: Sizes = {
  redis: {
    oneByOne: { warmUp: 300, measured: 2_000 },
    inFlight: { warmUp: 3_000, measured: 20_000 },
    // For its first sixteen thousand BullMQ takes half as much again of the worker's processor.
    drain: { warmUp: 18_000, measured: 24_000 },
    samples: { warmUp: 20, measured: 120 },
  },
  postgres: {
    oneByOne: { warmUp: 100, measured: 500 },
    inFlight: { warmUp: 200, measured: 1_300 },
    drain: { warmUp: 10_000, measured: 40_000 },
    samples: { warmUp: 20, measured: 100 },
  },
  behind: {
    oneByOne: { warmUp: 50, measured: 500 },
    inFlight: { warmUp: 200, measured: 1_000 },
    drain: { warmUp: 300, measured: 1_200 },
    samples: { warmUp: 10, measured: 50 },
  },
  pglite: { drain: { warmUp: 2_000, measured: 8_000 } },
  memory: { drain: { warmUp: 20_000, measured: 60_000 } },
  brief: false,
};

export const QUICK: Sizes = {
  redis: {
    oneByOne: { warmUp: 100, measured: 500 },
    inFlight: { warmUp: 1_000, measured: 5_000 },
    drain: { warmUp: 10_000, measured: 5_000 },
    samples: { warmUp: 10, measured: 40 },
  },
  postgres: {
    oneByOne: { warmUp: 50, measured: 150 },
    inFlight: { warmUp: 100, measured: 400 },
    drain: { warmUp: 4_000, measured: 8_000 },
    samples: { warmUp: 10, measured: 40 },
  },
  behind: FULL.behind,
  pglite: { drain: { warmUp: 2_000, measured: 4_000 } },
  memory: { drain: { warmUp: 10_000, measured: 30_000 } },
  brief: true,
};
