import type { RunLog } from '../run-record.js';
import type { Pause } from '../limits.js';
import type { ScheduleRule } from '../schedules.js';
import type { MoveMark } from '../transfer.js';
import { Dependencies } from './dependencies.js';
import { RunTable } from './run-table.js';
import { Signals } from './signals.js';

/** Everything that a memory store holds. Verbs are functions of it; each runs to its end at once, which makes it atomic. */
export interface Memory {
  /** When the verb under way happens; all of it at once. */
  now: number;
  readonly runs: RunTable;
  readonly dependencies: Dependencies;
  readonly logs: Map<string, StoredLog[]>;
  readonly schedules: Map<string, StoredSchedule>;
  readonly workers: Map<string, StoredWorker>;
  /** Durable values by job, as JSON text. */
  readonly states: Map<string, string>;
  /** What is paused, by target, oldest first. */
  readonly pauses: Map<string, Pause>;
  /** The move that the store is part of. */
  readonly move: { mark: MoveMark | null };
  readonly signals: Signals;
}

export function newMemory(): Memory {
  return {
    now: 0,
    runs: new RunTable(),
    dependencies: new Dependencies(),
    logs: new Map(),
    schedules: new Map(),
    workers: new Map(),
    states: new Map(),
    pauses: new Map(),
    move: { mark: null },
    signals: new Signals(),
  };
}

export interface StoredLog {
  readonly seq: number;
  readonly at: number;
  readonly level: RunLog['level'];
  readonly message: string;
  readonly fields: string | null;
}

export interface StoredSchedule extends Omit<ScheduleRule, 'input'> {
  readonly input: string;
  readonly nextAt: number;
  readonly lastAt: number | null;
  readonly lastRunId: string | null;
  readonly pausedAt: number | null;
  readonly pausedBy: string | null;
}

export interface StoredWorker {
  readonly id: string;
  /** What the worker said of itself, as JSON text. */
  readonly beat: string;
  readonly startedAt: number;
  readonly beatAt: number;
  readonly deadAt: number;
}
