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

/** Something that is counted, by labels. */
export class Counter {
  readonly #samples = new Map<string, { readonly labels: Labels; value: number }>();

  constructor(
    readonly name: string,
    readonly help: string,
  ) {}

  add(labels: Labels = {}, by = 1): void {
    const key = Object.values(labels).join('\n');
    const sample = this.#samples.get(key);
    if (sample === undefined) this.#samples.set(key, { labels, value: by });
    else sample.value += by;
  }

  family(): MetricFamily {
    return { name: this.name, help: this.help, type: 'counter', samples: [...this.#samples.values()] };
  }
}

/** How values are spread, by labels: how many were at most each bound. */
export class Histogram {
  readonly #series = new Map<string, { readonly labels: Labels; readonly counts: number[]; sum: number }>();

  constructor(
    readonly name: string,
    readonly help: string,
    /** Ascending; everything beyond the last is counted as well. */
    readonly bounds: readonly number[],
  ) {}

  observe(labels: Labels, value: number): void {
    const key = Object.values(labels).join('\n');
    let series = this.#series.get(key);
    if (series === undefined) {
      series = { labels, counts: new Array<number>(this.bounds.length + 1).fill(0), sum: 0 };
      this.#series.set(key, series);
    }
    const index = this.bounds.findIndex((bound) => value <= bound);
    const place = index < 0 ? this.bounds.length : index;
    series.counts[place] = (series.counts[place] ?? 0) + 1;
    series.sum += value;
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
