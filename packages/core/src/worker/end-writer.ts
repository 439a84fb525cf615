import { gather } from '../coalesce.js';
import type { LeaseAnswer, Release, Settlement } from '../store/contract.js';
import type { Attempt } from './attempt.js';
import { isUnreachable, persist } from './persist.js';
import { reportError, type WorkerEnvironment } from './worker-environment.js';

const LARGEST_BATCH = 1_000;

/** An attempt, and what the store is told of its end. */
interface Ended<Write> {
  readonly attempt: Attempt;
  readonly write: Write;
}

/** Writes down what became of attempts, many in one call and until the store can be reached, and tells. */
export class EndWriter {
  readonly #settle: (ended: Ended<Settlement>) => void;
  readonly #release: (ended: Ended<Release>) => void;

  /** @param onOver - called when nothing more is done for an attempt. What failed was told as an event. */
  constructor(
    private readonly environment: WorkerEnvironment,
    private readonly onOver: (attempt: Attempt) => void,
  ) {
    const { store } = environment;
    this.#settle = this.#writeMany((settlements: readonly Settlement[]) => store.settle(settlements));
    this.#release = this.#writeMany((releases: readonly Release[]) => store.release(releases));
  }

  /** Writes down an attempt that is concluded. */
  write(attempt: Attempt): void {
    const closed = attempt.closeLog();
    if (closed === undefined) this.#send(attempt);
    else
      void closed.then(
        () => this.#send(attempt),
        (error: unknown) => this.#failed(attempt, error),
      );
  }

  #send(attempt: Attempt): void {
    const { verdict } = attempt;
    switch (verdict.verb) {
      case 'settle':
        return this.#settle({ attempt, write: verdict.settlement });
      case 'release':
        return this.#release({ attempt, write: verdict.release });
      case 'nothing':
        void this.#written(attempt, { held: false });
    }
  }

  #writeMany<Write>(
    write: (writes: readonly Write[]) => Promise<readonly LeaseAnswer[]>,
  ): (ended: Ended<Write>) => void {
    return gather<Ended<Write>, LeaseAnswer>({
      send: (batch) => persist(() => write(batch.map((ended) => ended.write))),
      largest: LARGEST_BATCH,
      isUnreachable,
      answered: ({ attempt }, answer) => void this.#written(attempt, answer),
      failed: ({ attempt }, error) => void this.#failed(attempt, error),
    });
  }

  // These two are async because they call the host's listeners: what one of them throws ends no other attempt.

  async #written(attempt: Attempt, answer: LeaseAnswer): Promise<void> {
    try {
      attempt.written(answer);
    } catch (error) {
      return this.#failed(attempt, error);
    }
    this.onOver(attempt);
  }

  async #failed(attempt: Attempt, error: unknown): Promise<void> {
    reportError(this.environment, `writing down the end of run ${attempt.run.id}`, error);
    this.onOver(attempt);
  }
}
