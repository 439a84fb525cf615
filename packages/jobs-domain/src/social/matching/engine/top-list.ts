/** Keeps the best `k` of a stream of candidates: raw score descending, then position ascending. */
export class TopList {
  #size = 0;
  readonly #raw: Float32Array;
  readonly #positions: Int32Array;

  constructor(private readonly k: number) {
    this.#raw = new Float32Array(k);
    this.#positions = new Int32Array(k);
  }

  /** Forgets everything, to be used for another row. */
  clear(): void {
    this.#size = 0;
  }

  /** Offers a candidate; one that is worse than all kept ones changes nothing once the list is full. */
  offer(raw: number, position: number): void {
    if (this.#size < this.k) this.#rise(this.#size++, raw, position);
    else if (this.#worse(0, raw, position)) this.#sink(raw, position);
  }

  /** The candidates, best first. */
  sorted(): { positions: Int32Array; raw: Float32Array } {
    const by = (a: number, b: number): number =>
      this.#raw[b]! - this.#raw[a]! || this.#positions[a]! - this.#positions[b]!;
    const places = Int32Array.from({ length: this.#size }, (_, i) => i).sort(by);
    return { positions: places.map((i) => this.#positions[i]!), raw: Float32Array.from(places, (i) => this.#raw[i]!) };
  }

  // Whether the entry at a place of the heap is worse than a candidate. The worst of all is at the top.
  #worse(at: number, raw: number, position: number): boolean {
    return this.#raw[at]! < raw || (this.#raw[at] === raw && this.#positions[at]! > position);
  }

  #rise(from: number, raw: number, position: number): void {
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.#worse(parent, raw, position)) break;
      this.#move(parent, at);
      at = parent;
    }
    this.#put(at, raw, position);
  }

  #sink(raw: number, position: number): void {
    let at = 0;
    for (let child = 1; child < this.k; child = 2 * at + 1) {
      if (child + 1 < this.k && this.#worse(child + 1, this.#raw[child]!, this.#positions[child]!)) child++;
      if (!this.#worse(child, raw, position)) break;
      this.#move(child, at);
      at = child;
    }
    this.#put(at, raw, position);
  }

  #move(from: number, to: number): void {
    this.#put(to, this.#raw[from]!, this.#positions[from]!);
  }

  #put(at: number, raw: number, position: number): void {
    this.#raw[at] = raw;
    this.#positions[at] = position;
  }
}
