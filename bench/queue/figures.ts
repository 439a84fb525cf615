/** What can be measured of a contestant. */
export const figures = {
  oneByOne: { unit: 'runs/s', better: 'more' },
  inFlight: { unit: 'runs/s', better: 'more' },
  bulk: { unit: 'runs/s', better: 'more' },
  drain: { unit: 'runs/s', better: 'more' },
  /** The most memory that the worker's process had. */
  peak: { unit: 'MB', better: 'less' },
  /** From the enqueue's return to the handler's start; below 0 where the handler starts first. */
  latencyMedian: { unit: 'ms', better: 'less' },
  latencyTail: { unit: 'ms', better: 'less' },
  /** From the enqueue's call to the handler's start. */
  startMedian: { unit: 'ms', better: 'less' },
  startTail: { unit: 'ms', better: 'less' },
  /** Processor time for one run, of the worker's process and of the server. */
  workerCpu: { unit: 'µs', better: 'less' },
  serverCpu: { unit: 'µs', better: 'less' },
  /** What the server holds afterwards for one run. */
  keptBytes: { unit: 'B', better: 'less' },
} as const satisfies Record<string, { readonly unit: string; readonly better: 'more' | 'less' }>;

export type Figure = keyof typeof figures;

export type Figures = Readonly<Partial<Record<Figure, number>>>;
