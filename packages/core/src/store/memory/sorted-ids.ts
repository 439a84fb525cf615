/**
 * Ids in ascending order. New ids are almost always the highest, since they are time-ordered: adding one is appending it.
 * Removed ids are skipped, and swept out once they are half of the list.
 */
export class SortedIds {
  #ids: string[] = [];
  readonly #removed = new Set<string>();

  add(id: string): void {
    if (this.#removed.delete(id)) return;
    const last = this.#ids.at(-1);
    if (last === undefined || last < id) this.#ids.push(id);
    else this.#ids.splice(this.#countBelow(id), 0, id);
  }

  delete(id: string): void {
    this.#removed.add(id);
    if (this.#removed.size * 2 <= this.#ids.length) return;
    this.#ids = this.#ids.filter((known) => !this.#removed.has(known));
    this.#removed.clear();
  }

  /** From the highest down, or from the one below `before`. */
  *descending(before?: string): Iterable<string> {
    const start = before === undefined ? this.#ids.length : this.#countBelow(before);
    for (let position = start - 1; position >= 0; position -= 1) {
      const id = this.#ids[position] as string;
      if (!this.#removed.has(id)) yield id;
    }
  }

  /** From the lowest up, or from the one above `after`. */
  *ascending(after?: string): Iterable<string> {
    let position = after === undefined ? 0 : this.#countBelow(after);
    if (this.#ids[position] === after) position += 1;
    for (; position < this.#ids.length; position += 1) {
      const id = this.#ids[position] as string;
      if (!this.#removed.has(id)) yield id;
    }
  }

  #countBelow(id: string): number {
    let low = 0;
    let high = this.#ids.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#ids[middle] as string) < id) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
