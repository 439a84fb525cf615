import type { Clock } from '../clock.js';
import type { JobEventEmitter } from '../events.js';
import type { Registry } from '../registry.js';
import type { Store } from '../store/contract.js';
import type { Timers } from '../timers.js';
import type { RunEvent } from './job-event.js';

/** Where events come from. */
export interface EventSource {
  /** Resolves when nothing is missed from then on. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** What a source works with. */
export interface SourceParts {
  readonly store: Store<unknown>;
  readonly registry: Registry;
  readonly events: JobEventEmitter;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly push: (event: RunEvent) => void;
  /** There is nothing more to come, or it cannot be read. */
  readonly end: (error?: unknown) => void;
}
