/** What happens when: the events of a simulation, in order of their time and, at the same time, of their making. */
export class Agenda {
  readonly #heap: Entry[] = [];
  #made = 0;
  #nowMs = 0;

  /** Milliseconds of simulated time. */
  get nowMs(): number {
    return this.#nowMs;
  }

  /** Has something happen so many milliseconds from now. */
  after(ms: number, happen: () => void): void {
    const heap = this.#heap;
    const entry = { at: this.#nowMs + ms, made: this.#made++, happen };
    let index = heap.length;
    for (; index > 0; index = (index - 1) >> 1) {
      const parent = heap[(index - 1) >> 1] as Entry;
      if (!isBefore(entry, parent)) break;
      heap[index] = parent;
    }
    heap[index] = entry;
  }

  /** Lets everything happen that is due until a moment. */
  run(untilMs: number): void {
    for (let next = this.#heap[0]; next !== undefined && next.at <= untilMs; next = this.#heap[0]) {
      this.#takeFirst();
      this.#nowMs = next.at;
      next.happen();
    }
    this.#nowMs = untilMs;
  }

  #takeFirst(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let index = 0;
    for (let child = 1; child < heap.length; child = 2 * index + 1) {
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child += 1;
      if (!isBefore(heap[child]!, last)) break;
      heap[index] = heap[child]!;
      index = child;
    }
    heap[index] = last;
  }
}

interface Entry {
  readonly at: number;
  readonly made: number;
  readonly happen: () => void;
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.at < b.at || (a.at === b.at && a.made < b.made);
}
