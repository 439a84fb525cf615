import type { InputOf, TypedJob } from '../job/job-types.js';
import type { Duration } from '../duration.js';
import type { TxOption } from '../store/contract.js';
import type { RunTrigger } from '../store/run-record.js';

/** How one run is enqueued. */
export interface EnqueueOptions<Tx = never> extends TxOption<Tx> {
  /** Idempotency key: while an unfinished run of this job holds it, nothing is added and the answer is that run (`kept`). At most 500 characters. */
  readonly key?: string;
  /** Not before so long from now. */
  readonly delay?: Duration;
  /** Not before this moment. */
  readonly runAt?: Date;
  /** Higher runs first, from -100 to 100. Default: the job's. */
  readonly priority?: number;
  /** Attempts in all. Default: the job's. */
  readonly attempts?: number;
  /** What is shown as the cause. Default `api`. */
  readonly trigger?: RunTrigger;
}

/** Input and options of an enqueue; the input may be left out where the schema allows an empty one. */
export type EnqueueArguments<J extends TypedJob, Tx> =
  MayBeEmpty<InputOf<J>> extends true
    ? [input?: InputOf<J> | undefined, options?: EnqueueOptions<Tx>]
    : [input: InputOf<J>, options?: EnqueueOptions<Tx>];

/** Whether an input may be left out. */
export type MayBeEmpty<Input> = undefined extends Input ? true : Record<never, never> extends Input ? true : false;
