import type { Tracer } from '@opentelemetry/api';
import type { Instruments } from './instruments.js';

/** What spans and metrics are made with. */
export interface Tools {
  readonly tracer: Tracer;
  readonly instruments: Instruments;
  /** Whether the context of an enqueue is stored with its run. */
  readonly propagate: boolean;
}
