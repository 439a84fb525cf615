import { NightshiftError } from '../errors.js';

/** A failed item as it is told: a short text of the item, and the message. */
export interface ItemFailure {
  readonly item: string;
  readonly message: string;
}

const LONGEST_ITEM = 200;

/** Items that failed one by one while the run went on. */
export class ItemFailures {
  #count = 0;

  constructor(
    private readonly max: number,
    private readonly onFailure: (failure: ItemFailure) => void,
  ) {}

  get count(): number {
    return this.#count;
  }

  get tooMany(): boolean {
    return this.#count > this.max;
  }

  add(item: unknown, error: unknown): void {
    this.#count += 1;
    this.onFailure({ item: shorten(item), message: error instanceof Error ? error.message : String(error) });
  }

  throwIfTooMany(): void {
    if (!this.tooMany) return;
    throw new NightshiftError(
      'TOO_MANY_FAILURES',
      `${this.#count} items failed, more than the ${this.max} that maxFailures allows; the log names them.`,
    );
  }
}

function shorten(item: unknown): string {
  const text = typeof item === 'string' ? item : ((JSON.stringify(item) as string | undefined) ?? typeof item);
  return text.length <= LONGEST_ITEM ? text : `${text.slice(0, LONGEST_ITEM)}…`;
}
