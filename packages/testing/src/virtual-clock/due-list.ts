import type { Timer } from '@nightshift/core';

export interface Due {
  /** Milliseconds since the epoch. */
  readonly at: number;
  call(): void;
}

/** Callbacks in the order in which they are due; of two at the same moment the older first. */
export class DueList {
  readonly #dues: Due[] = [];

  get size(): number {
    return this.#dues.length;
  }

  get first(): Due | undefined {
    return this.#dues[0];
  }

  add(due: Due): Timer {
    const later = this.#dues.findIndex(({ at }) => at > due.at);
    this.#dues.splice(later === -1 ? this.#dues.length : later, 0, due);
    return {
      cancel: () => {
        const index = this.#dues.indexOf(due);
        if (index !== -1) this.#dues.splice(index, 1);
      },
    };
  }

  /** Takes the first one out if it is due by then. */
  take(by: number): Due | undefined {
    return this.first !== undefined && this.first.at <= by ? this.#dues.shift() : undefined;
  }
}
