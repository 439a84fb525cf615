/** Where the items of a heap are. */
export interface Places<T> {
  get(item: T): number | undefined;
  set(item: T, position: number): void;
  delete(item: T): void;
}

/** For items that are in one heap at a time: each keeps its place itself, -1 for none. */
export const ownPlaces: Places<{ place: number }> = {
  get: ({ place }) => (place < 0 ? undefined : place),
  set: (item, position) => {
    item.place = position;
  },
  delete: (item) => {
    item.place = -1;
  },
};

/**
 * A binary heap that also gives up an item from its middle, so that an index never holds what it should not.
 * An item's place in the order must not change while it is inside. Items that are in one heap at a time may keep their own
 * places, which is faster than the map that is kept unless `places` is given.
 *
 * Items that come in their order make a sorted list. That is a heap wherever it begins, so its first item goes without any
 * other moving; a heap that was disturbed is a list again once it has been empty.
 */
export class Heap<T> {
  /** Of those before `#start`, only room is left. */
  #items: (T | undefined)[] = [];
  #start = 0;
  /** Rooms that were cut off: a place counts them too, so that the other items keep theirs. */
  #cutOff = 0;
  #isSorted = true;
  readonly #places: Places<T>;
  readonly #compare: (a: T, b: T) => number;

  constructor(compare: (a: T, b: T) => number, places: Places<T> = new Map<T, number>()) {
    this.#compare = compare;
    this.#places = places;
  }

  get size(): number {
    return this.#items.length - this.#start;
  }

  peek(): T | undefined {
    return this.#items[this.#start];
  }

  add(item: T): void {
    const position = this.#items.length;
    if (this.size > 0 && this.#compare(this.#at(position - 1), item) > 0) this.#isSorted = false;
    this.#put(item, position);
    if (!this.#isSorted) this.#rise(position);
  }

  delete(item: T): boolean {
    const place = this.#places.get(item);
    if (place === undefined) return false;
    this.#places.delete(item);
    const position = place - this.#cutOff;
    if (position === this.#items.length - 1) this.#items.pop();
    else if (this.#isSorted && position === this.#start) this.#items[this.#start++] = undefined;
    else this.#fill(position, this.#items.pop() as T);
    this.#tidy();
    return true;
  }

  pop(): T | undefined {
    const first = this.peek();
    if (first !== undefined) this.delete(first);
    return first;
  }

  /** The first items in order, which stay inside; looks at no more than twice as many. */
  first(limit: number): T[] {
    if (this.#isSorted) return this.#items.slice(this.#start, this.#start + limit) as T[];
    const found: T[] = [];
    const open = new Heap<number>((a, b) => this.#compare(this.#at(a), this.#at(b)) || a - b);
    open.add(this.#start);
    for (let position = open.pop(); position !== undefined && found.length < limit; position = open.pop()) {
      found.push(this.#at(position));
      for (const below of this.#below(position)) if (below < this.#items.length) open.add(below);
    }
    return found;
  }

  /** Finds the first item its new place, when what it is ordered by has grown. */
  firstMoved(): void {
    if (this.size < 2) return;
    this.#isSorted = false;
    this.#sink(this.#start);
  }

  /** How many items come before this one; looks at no more than twice as many. */
  countBefore(item: T): number {
    const open = [this.#start];
    let count = 0;
    for (let position = open.pop(); position !== undefined; position = open.pop()) {
      const candidate = this.#items[position];
      if (candidate === undefined || this.#compare(candidate, item) >= 0) continue;
      count += 1;
      open.push(...this.#below(position));
    }
    return count;
  }

  #at(position: number): T {
    return this.#items[position] as T;
  }

  /** Puts the last item where one was taken from the middle. */
  #fill(position: number, last: T): void {
    this.#isSorted = false;
    this.#put(last, position);
    this.#rise(position);
    this.#sink(position);
  }

  /** What is empty begins anew, and rooms of items that are gone go once they are half of all. */
  #tidy(): void {
    if (this.size === 0) this.#isSorted = true;
    if (this.#start * 2 <= this.#items.length) return;
    this.#cutOff += this.#start;
    this.#items = this.#items.slice(this.#start);
    this.#start = 0;
  }

  #put(item: T, position: number): void {
    this.#items[position] = item;
    this.#places.set(item, position + this.#cutOff);
  }

  #rise(start: number): void {
    const item = this.#at(start);
    let position = start;
    while (position > this.#start) {
      const above = this.#start + ((position - this.#start - 1) >> 1);
      const parent = this.#at(above);
      if (this.#compare(item, parent) >= 0) break;
      this.#put(parent, position);
      position = above;
    }
    if (position !== start) this.#put(item, position);
  }

  #sink(start: number): void {
    const item = this.#at(start);
    let position = start;
    for (;;) {
      const below = this.#smallerChild(position);
      if (below === undefined) break;
      const child = this.#at(below);
      if (this.#compare(child, item) >= 0) break;
      this.#put(child, position);
      position = below;
    }
    if (position !== start) this.#put(item, position);
  }

  #smallerChild(position: number): number | undefined {
    const [left, right] = this.#below(position);
    if (left >= this.#items.length) return undefined;
    if (right >= this.#items.length) return left;
    return this.#compare(this.#at(left), this.#at(right)) <= 0 ? left : right;
  }

  #below(position: number): [number, number] {
    const left = 2 * position + 1 - this.#start;
    return [left, left + 1];
  }
}
