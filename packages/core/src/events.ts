import { EventEmitter } from 'eventemitter3';
import type { EnqueueAnswer } from './store/contract.js';
import type { LeasesWhileBlocked } from './store/lease-renewal.js';
import type { LogFields } from './job/job-context.js';
import type { MissedPolicy } from './job/schedule-options.js';
import type { AttemptRecord, FinalState, LogLevel, RunError, RunProgress } from './store/run-record.js';
import type { ThrottleReason } from './worker/allowance.js';

/** A run, and the worker of this process that tells of it. */
export interface RunHere {
  readonly runId: string;
  readonly job: string;
  readonly worker: string;
}

/** What happens in this process, as it happens. `jobs.subscribe` tells of other processes too. */
export interface JobEvents {
  'run:enqueued': [event: { readonly runId: string; readonly job: string; readonly outcome: EnqueueAnswer['outcome'] }];
  'run:started': [event: RunHere & { readonly attempt: number }];
  'run:progress': [event: RunHere & { readonly progress: RunProgress }];
  'run:log': [event: RunHere & { readonly level: LogLevel; readonly message: string; readonly fields?: LogFields }];
  /** The run is final. `durationMs` is its last attempt's; 0 for one whose worker died. */
  'run:settled': [
    event: RunHere & { readonly state: FinalState; readonly error: RunError | null; readonly durationMs: number },
  ];
  /** The attempt is over and the run goes on later: a retry, a snooze, or handed back on shutdown. */
  'run:released': [
    event: RunHere & {
      readonly outcome: AttemptRecord['outcome'];
      readonly delayMs: number;
      readonly durationMs: number;
      readonly error: RunError | null;
    },
  ];
  /** A handler ignored its abort for the whole grace and was given up; its code still runs. */
  'run:stuck': [event: { readonly runId: string; readonly job: string; readonly attempt: number }];
  /** A handler that was given up has ended after all; nothing that it did since was accepted. */
  'run:unstuck': [
    event: { readonly runId: string; readonly job: string; readonly attempt: number; readonly stuckMs: number },
  ];
  /** The store gave the run to somebody else; what this worker still does for it is not accepted. */
  'run:lost': [event: RunHere];
  'worker:started': [event: { readonly worker: string; readonly leasesWhileBlocked: LeasesWhileBlocked }];
  /** It looked for work, found none, and nothing runs here. */
  'worker:idle': [event: { readonly worker: string }];
  /** The host is busy and the worker claims less, or no longer: told when it begins to, to grow back, and when it has. */
  'worker:throttled': [
    event: {
      readonly worker: string;
      /** Runs that it may have at the same time now. */
      readonly allowance: number;
      readonly concurrency: number;
      /** Null: it grows back. */
      readonly reason: ThrottleReason | null;
      /** The longest delay of the event loop in the last second. */
      readonly delayMs: number;
    },
  ];
  /** Stuck handlers are so many that they keep slots from new work, or no longer. */
  'worker:health': [event: { readonly worker: string; readonly healthy: boolean; readonly stuck: number }];
  'worker:stopped': [event: { readonly worker: string; readonly handedBack: number }];
  /** Something failed that no caller is waiting for, such as a claim while the database restarts. It is tried again. */
  'worker:error': [event: { readonly worker: string; readonly during: string; readonly error: unknown }];
  /**
   * A warning: occurrences were late by more than the schedule's grace, or got no run of their own. Of the `due` ones between
   * `from` and `to`, both included, `made` got a run and `dropped` did not. Told once, by the process that moved the schedule.
   */
  'schedule:missed': [
    event: {
      readonly name: string;
      readonly job: string;
      readonly policy: MissedPolicy;
      readonly due: number;
      readonly made: number;
      readonly dropped: number;
      readonly from: Date;
      readonly to: Date;
    },
  ];
  /** The `due` occurrences up to `at` got no run, because the schedule's last run was unfinished and its overlap is `skip`. */
  'schedule:skipped': [
    event: {
      readonly name: string;
      readonly job: string;
      readonly due: number;
      readonly at: Date;
      readonly unfinished: string;
    },
  ];
  /** A stored schedule names a job that this registry does not have; it stays, and makes no runs here. */
  'schedule:orphaned': [event: { readonly name: string }];
}

export type JobEventEmitter = EventEmitter<JobEvents>;

/** A new emitter, for one client and its workers. */
export function jobEvents(): JobEventEmitter {
  return new EventEmitter<JobEvents>();
}
