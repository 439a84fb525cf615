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

interface Tasks {
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

/** What a process says. */
export type Message =
  | { readonly kind: 'ready' }
  | { readonly kind: 'progress'; readonly started: number; readonly settled: number }
  | { readonly kind: 'done'; readonly result: Results[TaskKind] }
  | { readonly kind: 'failed'; readonly message: string };
