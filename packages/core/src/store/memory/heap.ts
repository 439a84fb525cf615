/** Where the items of a heap are. */
export interface Places<T> {
  get(item: T): number | undefined;
  set(item: T, position: number): void;
  delete(item: T): void;
}

/**
 * A binary heap that also gives up an item from its middle, so that an index never holds what it should not.
 * An item's place in the order must not change while it is inside. Items that are in one heap at a time may keep their own
 * places, which is faster than the map that is kept unless `places` is given.
 */
export class Heap<T> {
  readonly #items: T[] = [];
  readonly #places: Places<T>;
  readonly #compare: (a: T, b: T) => number;

  constructor(compare: (a: T, b: T) => number, places: Places<T> = new Map<T, number>()) {
    this.#compare = compare;
    this.#places = places;
  }

  get size(): number {
    return this.#items.length;
  }

  peek(): T | undefined {
    return this.#items[0];
  }

  add(item: T): void {
    this.#put(item, this.#items.length);
    this.#rise(this.#items.length - 1);
  }

  delete(item: T): boolean {
    const position = this.#places.get(item);
    if (position === undefined) return false;
    this.#places.delete(item);
    const last = this.#items.pop() as T;
    if (last === item) return true;
    this.#put(last, position);
    this.#rise(position);
    this.#sink(position);
    return true;
  }

  pop(): T | undefined {
    const first = this.#items[0];
    if (first !== undefined) this.delete(first);
    return first;
  }

  /** The first items in order, which stay inside; looks at no more than twice as many. */
  first(limit: number): T[] {
    const found: T[] = [];
    const open = new Heap<number>((a, b) => this.#compare(this.#items[a] as T, this.#items[b] as T) || a - b);
    if (this.#items.length > 0) open.add(0);
    for (let position = open.pop(); position !== undefined && found.length < limit; position = open.pop()) {
      found.push(this.#items[position] as T);
      for (const below of [2 * position + 1, 2 * position + 2]) if (below < this.#items.length) open.add(below);
    }
    return found;
  }

  /** Finds the first item its new place, when what it is ordered by has grown. */
  firstMoved(): void {
    if (this.#items.length > 1) this.#sink(0);
  }

  /** How many items come before this one; looks at no more than twice as many. */
  countBefore(item: T): number {
    const open = [0];
    let count = 0;
    for (let position = open.pop(); position !== undefined; position = open.pop()) {
      const candidate = this.#items[position];
      if (candidate === undefined || this.#compare(candidate, item) >= 0) continue;
      count += 1;
      open.push(2 * position + 1, 2 * position + 2);
    }
    return count;
  }

  #put(item: T, position: number): void {
    this.#items[position] = item;
    this.#places.set(item, position);
  }

  #rise(start: number): void {
    const item = this.#items[start] as T;
    let position = start;
    while (position > 0) {
      const above = (position - 1) >> 1;
      const parent = this.#items[above] as T;
      if (this.#compare(item, parent) >= 0) break;
      this.#put(parent, position);
      position = above;
    }
    if (position !== start) this.#put(item, position);
  }

  #sink(start: number): void {
    const item = this.#items[start] as T;
    let position = start;
    for (;;) {
      const below = this.#smallerChild(position);
      if (below === undefined) break;
      const child = this.#items[below] as T;
      if (this.#compare(child, item) >= 0) break;
      this.#put(child, position);
      position = below;
    }
    if (position !== start) this.#put(item, position);
  }

  #smallerChild(position: number): number | undefined {
    const left = 2 * position + 1;
    if (left >= this.#items.length) return undefined;
    const right = left + 1;
    if (right >= this.#items.length) return left;
    return this.#compare(this.#items[left] as T, this.#items[right] as T) <= 0 ? left : right;
  }
}
