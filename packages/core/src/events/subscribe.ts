import { NightshiftError } from '../errors.js';
import { EventBuffer } from './event-buffer.js';
import { FleetSource } from './fleet-source.js';
import type { JobEvent, RunEvent, RunEventKind } from './job-event.js';
import type { EventSource, SourceParts } from './source.js';
import { WatchSource, type Watched } from './watch-source.js';

const MOST_RUNS = 1_000;
const MOST_BUFFERED = 1_000_000;

/** Which events, and how many may wait. */
export interface SubscribeOptions {
  /** Only these kinds. Default: all. What was dropped is always told. */
  readonly kinds?: readonly RunEventKind[];
  /** Only runs of these jobs, by name. */
  readonly jobs?: readonly string[];
  /** Follows these runs, at most 1,000, wherever they execute; the stream ends when all of them have. */
  readonly runIds?: readonly string[];
  /** Follows the runs of this flow in the same way. */
  readonly flowId?: string;
  /** Events that may wait for the subscriber; beyond, the oldest are dropped and counted. Default 1,000. */
  readonly buffer?: number;
  /** Ends the stream. */
  readonly signal?: AbortSignal;
}

/** A stream of events; leaving the loop, `return()` or the signal ends it, and nothing is left behind. */
export interface EventSubscription extends AsyncIterableIterator<JobEvent, undefined> {
  /** Resolves when nothing that happens from then on is missed. The loop need not wait for it. */
  readonly ready: Promise<void>;
}

type Parts = Omit<SourceParts, 'push' | 'end'> & {
  /** Opens the store. */
  open(): Promise<void>;
  onEnded(subscription: EventStream): void;
};

/** What {@link Jobs.subscribe} gives. */
export class EventStream implements EventSubscription {
  readonly ready: Promise<void>;
  readonly #parts: Parts;
  readonly #options: SubscribeOptions;
  readonly #buffer: EventBuffer;
  readonly #source: EventSource;
  readonly #onAbort = (): void => void this.return();
  #closing: Promise<void> | undefined;

  /** @throws NightshiftError `INVALID_OPTION`. */
  constructor(parts: Parts, options: SubscribeOptions) {
    this.#parts = parts;
    this.#options = options;
    this.#buffer = new EventBuffer(checkCapacity(options.buffer ?? 1_000));
    this.#source = this.#makeSource(watchedBy(options));
    this.ready = this.#start();
    // Whoever reads the stream gets the error as well.
    this.ready.catch((error: unknown) => this.#end(error));
    options.signal?.addEventListener('abort', this.#onAbort, { once: true });
    if (options.signal?.aborted === true) this.#onAbort();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<JobEvent, undefined>> {
    const value = await this.#buffer.take();
    if (value !== undefined) return { value };
    await this.#close();
    return { value: undefined, done: true };
  }

  /** Ends the stream; what waits is forgotten. */
  async return(): Promise<IteratorResult<JobEvent, undefined>> {
    this.#buffer.clear();
    await this.#close();
    return { value: undefined, done: true };
  }

  async #start(): Promise<void> {
    await this.#parts.open();
    await this.#source.start();
  }

  #makeSource(watched: Watched | undefined): EventSource {
    const { kinds, jobs } = this.#options;
    const push = (event: RunEvent): void => {
      if (kinds?.includes(event.kind) === false || jobs?.includes(event.job) === false) return;
      this.#buffer.push(event);
    };
    const parts = { ...this.#parts, push, end: (error?: unknown) => this.#end(error) };
    if (watched === undefined) return new FleetSource(parts, { withEnds: kinds?.includes('settled') !== false });
    return new WatchSource(parts, watched, { withLogs: kinds?.includes('log') !== false });
  }

  #end(error: unknown): void {
    this.#buffer.end({ error });
    // From within a turn of the source, which stops after it.
    void this.#close().catch((fault: unknown) => this.#buffer.end({ error: fault }));
  }

  #close(): Promise<void> {
    this.#options.signal?.removeEventListener('abort', this.#onAbort);
    // What has begun to start is stopped when it has started; that it failed to is told by `ready` and the stream.
    this.#closing ??= this.ready
      .catch(() => undefined)
      .then(() => this.#source.stop())
      .finally(() => this.#parts.onEnded(this));
    return this.#closing;
  }
}

function watchedBy({ runIds, flowId }: SubscribeOptions): Watched | undefined {
  if (runIds !== undefined && flowId !== undefined) {
    throw new NightshiftError('INVALID_OPTION', 'Give either runIds or flowId, not both.');
  }
  if (flowId !== undefined) return { flowId };
  if (runIds === undefined) return undefined;
  const unique = [...new Set(runIds)];
  if (unique.length > 0 && unique.length <= MOST_RUNS) return { runIds: unique };
  throw new NightshiftError(
    'INVALID_OPTION',
    `Expected runIds to name 1 to ${MOST_RUNS} runs; received ${unique.length}. Follow more by their flow, or all of them.`,
  );
}

function checkCapacity(buffer: number): number {
  if (Number.isInteger(buffer) && buffer >= 1 && buffer <= MOST_BUFFERED) return buffer;
  throw new NightshiftError(
    'INVALID_OPTION',
    `Expected buffer to be a whole number from 1 to ${MOST_BUFFERED}; received ${buffer}.`,
  );
}
