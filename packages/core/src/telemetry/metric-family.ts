/** Values of one metric, by their labels. */
export interface MetricFamily {
  /** As Prometheus has names: letters, digits and underscores. */
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly samples: readonly Sample[];
}

export interface Sample {
  /** What comes after the family's name: `_bucket`, say. */
  readonly suffix?: string;
  readonly labels: Labels;
  readonly value: number;
}

export type Labels = Readonly<Record<string, string>>;

/** What is counted under some labels. */
export interface Tally {
  readonly labels: Labels;
  value: number;
}

/** Something that is counted, by labels. */
export class Counter {
  readonly #samples = new Map<string, Tally>();

  constructor(
    readonly name: string,
    readonly help: string,
  ) {}

  /** The tally of these labels, to keep where it is added to often. */
  of(labels: Labels): Tally {
    const key = Object.values(labels).join('\n');
    let tally = this.#samples.get(key);
    if (tally === undefined) this.#samples.set(key, (tally = { labels, value: 0 }));
    return tally;
  }

  add(labels: Labels = {}): void {
    this.of(labels).value += 1;
  }

  family(): MetricFamily {
    return { name: this.name, help: this.help, type: 'counter', samples: [...this.#samples.values()] };
  }
}

/** How values of some labels are spread. */
export interface Spread {
  readonly labels: Labels;
  readonly counts: number[];
  sum: number;
}

/** How values are spread, by labels: how many were at most each bound. */
export class Histogram {
  readonly #series = new Map<string, Spread>();

  constructor(
    readonly name: string,
    readonly help: string,
    /** Ascending; everything beyond the last is counted as well. */
    readonly bounds: readonly number[],
  ) {}

  /** The spread of these labels, to keep where it is observed often. */
  of(labels: Labels): Spread {
    const key = Object.values(labels).join('\n');
    let spread = this.#series.get(key);
    if (spread === undefined) {
      spread = { labels, counts: new Array<number>(this.bounds.length + 1).fill(0), sum: 0 };
      this.#series.set(key, spread);
    }
    return spread;
  }

  observe(spread: Spread, value: number): void {
    const index = this.bounds.findIndex((bound) => value <= bound);
    const place = index < 0 ? this.bounds.length : index;
    spread.counts[place] = (spread.counts[place] ?? 0) + 1;
    spread.sum += value;
  }

  family(): MetricFamily {
    const samples = [...this.#series.values()].flatMap(({ labels, counts, sum }) => {
      let total = 0;
      const buckets = counts.map((count, index): Sample => {
        total += count;
        const bound = this.bounds[index];
        const le = bound === undefined ? '+Inf' : String(bound);
        return { suffix: '_bucket', labels: { ...labels, le }, value: total };
      });
      return [...buckets, { suffix: '_sum', labels, value: sum }, { suffix: '_count', labels, value: total }];
    });
    return { name: this.name, help: this.help, type: 'histogram', samples };
  }
}
