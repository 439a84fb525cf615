import { backlogTrial, type BacklogSizes } from './trials/backlog.js';
import { churnTrial, type ChurnSizes } from './trials/churn.js';
import { eventLoopTrial, type EventLoopSizes } from './trials/event-loop.js';
import { floorTrial, type FloorSizes } from './trials/floor.js';
import { idleTrial, type IdleSizes } from './trials/idle.js';
import { limitsTrial, type LimitsSizes } from './trials/limits.js';
import { recoveryTrial, type RecoverySizes } from './trials/recovery.js';
import { twoWorkersTrial, type TwoWorkersSizes } from './trials/two-workers.js';
import type { Trial } from './trial.js';

/** How much of everything is measured. */
export interface ItselfSizes {
  readonly backlog: readonly BacklogSizes[];
  readonly twoWorkers: readonly TwoWorkersSizes[];
  readonly floor: readonly FloorSizes[];
  readonly limits: readonly LimitsSizes[];
  readonly eventLoop: readonly EventLoopSizes[];
  readonly churn: readonly ChurnSizes[];
  readonly recovery: readonly RecoverySizes[];
  readonly idle: readonly IdleSizes[];
}

const MILLION = 1_000_000;
const DRAIN = { warmUp: 2_000, measured: 8_000 };
const REST = { ms: 20, concurrency: 20 };
const CHURN = { runs: 2 * MILLION, backlog: 10_000, seconds: 45 };
// A backend of PostgreSQL tells within ten seconds what it did.
const IDLE = { settleMs: 12_000, ms: 30_000 };
const BACKLOG = { kind: 'postgres', few: 1_000, waiting: MILLION, finished: MILLION, runs: DRAIN, rounds: 5 } as const;

const FULL: ItselfSizes = {
  backlog: [BACKLOG],
  twoWorkers: [
    { kind: 'postgres', runs: DRAIN, resting: null, rounds: 5 },
    { kind: 'postgres', runs: { warmUp: 200, measured: 1_000 }, resting: REST, rounds: 5 },
  ],
  floor: [{ runs: DRAIN, rounds: 5 }],
  limits: [
    { kind: 'postgres', runs: DRAIN, rounds: 5 },
    { kind: 'redis', runs: DRAIN, rounds: 5 },
    { kind: 'memory', runs: { warmUp: 10_000, measured: 40_000 }, rounds: 5 },
  ],
  eventLoop: [{ idleMs: 500, runs: 4_000, rounds: 5 }],
  churn: [CHURN],
  recovery: [
    { kind: 'postgres', runs: 100, leaseMs: 5_000, rounds: 2 },
    { kind: 'redis', runs: 100, leaseMs: 5_000, rounds: 2 },
  ],
  idle: (['postgres', 'redis', 'pglite', 'memory'] as const).map((kind) => ({ kind, ...IDLE })),
};

/** Without what takes long: a million rows, several processes, churn, a lease that expires, and waiting. */
const QUICK: ItselfSizes = {
  backlog: [],
  twoWorkers: [],
  floor: [{ runs: { warmUp: 1_000, measured: 3_000 }, rounds: 5 }],
  limits: [{ kind: 'memory', runs: { warmUp: 5_000, measured: 15_000 }, rounds: 5 }],
  eventLoop: [{ idleMs: 300, runs: 1_000, rounds: 5 }],
  churn: [],
  recovery: [],
  idle: [],
};

/** For one row at a time, however long it takes. */
const WHOLE: ItselfSizes = {
  ...FULL,
  backlog: [BACKLOG, { ...BACKLOG, kind: 'redis' }],
  churn: [{ ...CHURN, runs: 10 * MILLION, seconds: 240 }],
};

/** What `--only` takes. */
export type ItselfName = keyof ItselfSizes;

const TRIALS: { readonly [Name in ItselfName]: (sizes: ItselfSizes[Name][number]) => Trial } = {
  backlog: backlogTrial,
  twoWorkers: twoWorkersTrial,
  floor: floorTrial,
  limits: limitsTrial,
  eventLoop: eventLoopTrial,
  churn: churnTrial,
  recovery: recoveryTrial,
  idle: idleTrial,
};

export const ITSELF_NAMES = Object.keys(TRIALS) as readonly ItselfName[];

/** What the library is measured against itself in. */
export function itselfTrials({ quick, only }: { readonly quick: boolean; readonly only: ItselfName | null }): Trial[] {
  if (only !== null) return trialsOf(WHOLE, only);
  return ITSELF_NAMES.flatMap((name) => trialsOf(quick ? QUICK : FULL, name));
}

/** The trials of one name. */
export function trialsOf<Name extends ItselfName>(sizes: ItselfSizes, name: Name): Trial[] {
  const all: ItselfSizes[Name] = sizes[name];
  return all.map((one) => TRIALS[name](one as ItselfSizes[Name][number]));
}
