interface Gathering<Item, Answer> {
  /** Answers item `i` with result `i`; all of the items happen, or none. */
  send(items: readonly Item[]): Promise<readonly Answer[]>;
  readonly largest: number;
  /** Errors that no smaller batch would mend. */
  isUnreachable(error: unknown): boolean;
  /** Neither of the two throws. */
  answered(item: Item, answer: Answer): void;
  failed(item: Item, error: unknown): void;
}

/**
 * Gathers single items into batches: what comes in while a batch is under way goes into the next one.
 * So a lone item waits for nothing, and a busy moment makes few round trips.
 *
 * When a batch is refused, its items are sent one by one, so that one bad item does not fail its neighbours.
 *
 * @returns takes an item; what becomes of it is told by `answered` or `failed`.
 */
export function gather<Item, Answer>(gathering: Gathering<Item, Answer>): (item: Item) => void {
  const { largest } = gathering;
  let waiting: Item[] = [];
  let busy = false;

  const deliver = async (batch: readonly Item[]): Promise<void> => {
    let answers: readonly Answer[];
    try {
      answers = await gathering.send(batch);
    } catch (error) {
      if (batch.length > 1 && !gathering.isUnreachable(error)) for (const item of batch) await deliver([item]);
      else for (const item of batch) gathering.failed(item, error);
      return;
    }
    batch.forEach((item, index) => gathering.answered(item, answers[index] as Answer));
  };

  const flush = async (): Promise<void> => {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, largest);
      waiting = waiting.slice(largest);
      await deliver(batch);
    }
    busy = false;
  };

  return (item) => {
    waiting.push(item);
    if (busy) return;
    busy = true;
    // One turn later, so that items of the same turn share the first batch.
    setImmediate(() => void flush());
  };
}

/** As {@link gather}, of single calls, each of which is answered by a promise. */
export function coalesce<Item, Answer>(
  send: (items: readonly Item[]) => Promise<readonly Answer[]>,
  options: Pick<Gathering<Item, Answer>, 'largest' | 'isUnreachable'>,
): (item: Item) => Promise<Answer> {
  interface Call {
    readonly item: Item;
    resolve(answer: Answer): void;
    reject(error: unknown): void;
  }
  const add = gather<Call, Answer>({
    ...options,
    send: (calls) => send(calls.map((call) => call.item)),
    answered: (call, answer) => call.resolve(answer),
    failed: (call, error) => call.reject(error),
  });
  return (item) => new Promise<Answer>((resolve, reject) => add({ item, resolve, reject }));
}
