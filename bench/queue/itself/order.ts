import type { BareResult, BareTask } from './tasks/bare.js';
import type { FillResult, FillTask } from './tasks/fill.js';
import type { HostResult, HostTask } from './tasks/host.js';
import type { IdleResult, IdleTask } from './tasks/idle.js';
import type { WorkResult, WorkTask } from './tasks/work.js';

/** A store as another process can open it. */
export type StorePlace =
  | { readonly kind: 'postgres'; readonly url: string; readonly schema: string }
  | { readonly kind: 'redis'; readonly url: string; readonly prefix: string }
  | { readonly kind: 'memory' }
  /** In a folder; null keeps it in memory. */
  | { readonly kind: 'pglite'; readonly dataDir: string | null };

/** What a process is told to do. */
export interface Order<Kind extends TaskKind = TaskKind> {
  readonly store: StorePlace;
  readonly task: Tasks[Kind];
}

export interface Tasks {
  readonly fill: FillTask;
  readonly work: WorkTask;
  readonly idle: IdleTask;
  readonly host: HostTask;
  readonly bare: BareTask;
}

export interface Results {
  readonly fill: FillResult;
  readonly work: WorkResult;
  readonly idle: IdleResult;
  readonly host: HostResult;
  readonly bare: BareResult;
}

export type TaskKind = keyof Tasks;

/** What a process is told while it is at it. */
export type Word =
  /** To stop working and answer. */
  | { readonly kind: 'stop' }
  /** To let handlers go on that wait. */
  | { readonly kind: 'release' }
  /** To go on enqueueing up to so many runs in all. */
  | { readonly kind: 'allow'; readonly runs: number };

/** What a process says. */
export type Message =
  | { readonly kind: 'ready' }
  | { readonly kind: 'progress'; readonly started: number; readonly settled: number }
  | { readonly kind: 'done'; readonly result: Results[TaskKind] }
  | { readonly kind: 'failed'; readonly message: string };

/** What a task has of the process that ordered it. */
export interface Talk {
  /** Others may do their part. */
  ready(): void;
  progress(started: number, settled: number): void;
  /** Calls back for each of these words. */
  on<Kind extends Word['kind']>(kind: Kind, listener: (word: Extract<Word, { kind: Kind }>) => void): void;
}

/** Milliseconds of a clock that all processes of the machine share. */
export function machineMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
