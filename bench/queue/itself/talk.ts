/** What a process is told while it is at it. */
export type Word =
  /** To stop working and answer. */
  | { readonly kind: 'stop' }
  /** To let handlers go on that wait. */
  | { readonly kind: 'release' }
  /** To go on enqueueing up to so many runs in all. */
  | { readonly kind: 'allow'; readonly runs: number };

/** What a task has of the process that ordered it. */
export interface Talk {
  /** Others may do their part. */
  ready(): void;
  progress(started: number, settled: number): void;
  /** Calls back for each of these words. */
  on<Kind extends Word['kind']>(kind: Kind, listener: (word: Extract<Word, { kind: Kind }>) => void): void;
}
