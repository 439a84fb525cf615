/**
 * Gathers single calls into batches: what comes in while a batch is under way goes into the next one.
 * So a lone call waits for nothing, and a busy moment makes few round trips.
 *
 * When a batch is refused, its items are sent one by one, so that one bad item does not fail its neighbours.
 *
 * @param send - answers item `i` with result `i`; all of the items happen, or none.
 * @param options.isUnreachable - errors that no smaller batch would mend.
 */
export function coalesce<Item, Answer>(
  send: (items: readonly Item[]) => Promise<readonly Answer[]>,
  options: { readonly largest: number; isUnreachable(error: unknown): boolean },
): (item: Item) => Promise<Answer> {
  interface Call {
    readonly item: Item;
    resolve(answer: Answer): void;
    reject(error: unknown): void;
  }
  let waiting: Call[] = [];
  let busy = false;

  const deliver = async (batch: readonly Call[]): Promise<void> => {
    try {
      const answers = await send(batch.map((call) => call.item));
      batch.forEach((call, index) => call.resolve(answers[index] as Answer));
    } catch (error) {
      if (batch.length > 1 && !options.isUnreachable(error)) {
        for (const call of batch) await deliver([call]);
      } else {
        for (const call of batch) call.reject(error);
      }
    }
  };

  const flush = async (): Promise<void> => {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, options.largest);
      waiting = waiting.slice(options.largest);
      await deliver(batch);
    }
    busy = false;
  };

  return (item) =>
    new Promise<Answer>((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (busy) return;
      busy = true;
      // One turn later, so that calls made in the same turn share the first batch.
      setImmediate(() => void flush());
    });
}
