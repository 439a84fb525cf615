import type { LogFields } from '../job/job-context.js';
import type { EnqueueAnswer } from '../store/contract.js';
import type { FinalState, LogLevel, RunError, RunProgress } from '../store/run-record.js';

/** Something that happened to a run, in this process or another. `kind` tells them apart. */
export type RunEvent =
  | (RunEventFacts & { readonly kind: 'enqueued'; readonly outcome: EnqueueAnswer['outcome'] })
  | (RunEventFacts & { readonly kind: 'started'; readonly attempt: number })
  | (RunEventFacts & { readonly kind: 'progress'; readonly progress: RunProgress })
  | (RunEventFacts & {
      readonly kind: 'log';
      readonly level: LogLevel;
      readonly message: string;
      readonly fields?: LogFields;
      /** The line's place in the stored log; known where the line was read from it. */
      readonly seq?: number;
    })
  /** The attempt is over and the run goes on later: a retry, a snooze, handed back on shutdown, waiting for what it spawned. */
  | (RunEventFacts & { readonly kind: 'released'; readonly outcome: string; readonly error: RunError | null })
  /** The run is final. */
  | (RunEventFacts & { readonly kind: 'settled'; readonly state: FinalState; readonly error: RunError | null });

/** What every event of a run has. */
export interface RunEventFacts {
  readonly runId: string;
  readonly job: string;
  /** When it happened; where it was read from the store, by the store's clock. */
  readonly at: Date;
  /** Id of the worker that told it; `client` for an enqueue of this process, `store` for what was read from there. */
  readonly origin: string;
}

/** Events that a subscriber was too slow for: they stand here instead, where they would have come. */
export interface DroppedEvents {
  readonly kind: 'dropped';
  readonly count: number;
  /** When the first of them happened. */
  readonly since: Date;
}

export type JobEvent = RunEvent | DroppedEvents;

export type RunEventKind = RunEvent['kind'];
