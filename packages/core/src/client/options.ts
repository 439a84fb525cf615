import type { InputOf, TypedJob } from '../job/job-types.js';
import type { Duration } from '../duration.js';
import type { TxOption } from '../store/contract.js';
import type { DedupMode, RunTrigger } from '../store/run-record.js';

/** How one run is enqueued. */
export interface EnqueueOptions<Tx = never> extends TxOption<Tx> {
  /** What this enqueue is about: while an unfinished run of the job holds it, `mode` says what happens. At most 500 characters. */
  readonly key?: string;
  /**
   * What happens when an unfinished run of the job holds the key; the answer is that run, and what was done with it.
   *
   * - `keep` (default): nothing; it is `kept`.
   * - `replace`: as long as it has not started, it gets the new input and options: `replaced`.
   * - `debounce`: as `replace`, and its start moves to `delay` from now: `debounced`. With `maxWait`, no later than that after it was first enqueued.
   * - `latest`: as `replace`, and at most one run executes while one waits.
   *
   * Use one mode for one key.
   */
  readonly mode?: DedupMode;
  /** For `debounce`: how long its start may be put off. Default: no bound. */
  readonly maxWait?: Duration;
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
  /** Texts that travel with the run for the host's own tools, such as a trace context; at most 8 KiB in all. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Input and options of an enqueue; the input may be left out where the schema allows an empty one. */
export type EnqueueArguments<J extends TypedJob, Tx> =
  MayBeEmpty<InputOf<J>> extends true
    ? [input?: InputOf<J> | undefined, options?: EnqueueOptions<Tx>]
    : [input: InputOf<J>, options?: EnqueueOptions<Tx>];

/** Whether an input may be left out. */
export type MayBeEmpty<Input> = undefined extends Input ? true : Record<never, never> extends Input ? true : false;
