import type { RedriveAnswer, RedriveSkip } from './redrive-options.js';

const FIRST_SHOWN = 10;

interface Skipped {
  count: number;
  readonly detail: string | null;
  readonly first: string[];
}

/** Counts what one redrive does, and gives each repeat its due time. */
export class RedriveTally {
  readonly #spacing: number;
  readonly #startMs: number;
  readonly #skipped = new Map<RedriveSkip, Skipped>();
  readonly #first: string[] = [];
  #given = 0;
  #firstDue: number | null = null;
  #lastDue: number | null = null;
  redriven = 0;

  constructor(spacing: number, startMs: (spacing: number) => number) {
    this.#spacing = spacing;
    this.#startMs = startMs(spacing);
  }

  nextDue(): number {
    const due = this.#startMs + Math.floor(this.#given * this.#spacing);
    this.#given += 1;
    return due;
  }

  took(runId: string | null, dueMs: number): void {
    this.redriven += 1;
    this.#firstDue = Math.min(this.#firstDue ?? dueMs, dueMs);
    this.#lastDue = Math.max(this.#lastDue ?? dueMs, dueMs);
    if (runId !== null && this.#first.length < FIRST_SHOWN) this.#first.push(runId);
  }

  /** @param detail - what was said of the first of them. */
  skip(reason: RedriveSkip, runId: string, detail?: string): void {
    let skipped = this.#skipped.get(reason);
    if (skipped === undefined) this.#skipped.set(reason, (skipped = { count: 0, detail: detail ?? null, first: [] }));
    skipped.count += 1;
    if (skipped.first.length < FIRST_SHOWN) skipped.first.push(runId);
  }

  answer(stopped: boolean): RedriveAnswer {
    return {
      redriven: this.redriven,
      first: this.#first,
      firstDueAt: toDate(this.#firstDue),
      lastDueAt: toDate(this.#lastDue),
      skipped: [...this.#skipped].map(([reason, skipped]) => ({ reason, ...skipped })),
      stopped,
    };
  }
}

function toDate(ms: number | null): Date | null {
  return ms === null ? null : new Date(ms);
}
