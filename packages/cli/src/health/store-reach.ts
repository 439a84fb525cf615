const FRESH_MS = 1_000;
const TIMEOUT_MS = 2_000;

/** Whether a store answers. It is asked once in a second at most, and one question at a time, however many want to know. */
export class StoreReach {
  #asking: Promise<boolean> | undefined;
  #last: { readonly answered: boolean; readonly at: number } | undefined;

  /** @param ask - asks the store for something cheap. */
  constructor(private readonly ask: () => Promise<unknown>) {}

  /** False when the store has refused, or has not answered within two seconds. */
  async isReachable(): Promise<boolean> {
    if (this.#last !== undefined && performance.now() - this.#last.at < FRESH_MS) return this.#last.answered;
    this.#asking ??= this.#ask();
    return inTime(this.#asking);
  }

  async #ask(): Promise<boolean> {
    const answered = await this.ask().then(
      () => true,
      () => false,
    );
    this.#asking = undefined;
    this.#last = { answered, at: performance.now() };
    return answered;
  }
}

function inTime(answer: Promise<boolean>): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), TIMEOUT_MS);
    void answer.then((answered) => {
      clearTimeout(timer);
      resolve(answered);
    });
  });
}
