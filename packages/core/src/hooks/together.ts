/**
 * Lets many go their own way to one step that they take together, such as runs through their hooks into one call of the
 * store: the step is taken when all have arrived, and not at all when one of them fails before.
 *
 * @param enter - the way of one; `arrive` resolves with its answer when the step has been taken.
 * @param step - gets what each brought, in order, and answers in that order.
 */
export async function together<Entry, Item, Answer>(
  entries: readonly Entry[],
  enter: (entry: Entry, arrive: (item: Item) => Promise<Answer>) => Promise<Answer>,
  step: (items: readonly Item[]) => Promise<readonly Answer[]>,
): Promise<Answer[]> {
  if (entries.length === 0) return [...(await step([]))];
  const brought = new Map<number, Item>();
  let failure: { readonly error: unknown } | undefined;
  let take: (answers: Promise<readonly Answer[]>) => void = () => undefined;
  let giveUp: (error: unknown) => void = () => undefined;
  const taken = new Promise<readonly Answer[]>((resolve, reject) => {
    take = resolve;
    giveUp = reject;
  });
  // Each way reports the failure itself.
  taken.catch(() => undefined);

  const arrive = async (index: number, item: Item): Promise<Answer> => {
    brought.set(index, item);
    if (brought.size === entries.length && failure === undefined) {
      take(step(entries.map((_entry, at) => brought.get(at) as Item)));
    }
    return (await taken)[index] as Answer;
  };
  const ways = entries.map(async (entry, index) => {
    try {
      return await enter(entry, (item) => arrive(index, item));
    } catch (error) {
      failure ??= { error };
      giveUp(error);
      throw error;
    }
  });
  await Promise.allSettled(ways);
  if (failure !== undefined) throw failure.error;
  return Promise.all(ways);
}
