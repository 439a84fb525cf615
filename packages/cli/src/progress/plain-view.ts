import type { RunRecord } from '@nightshift/core';
import type { Output } from '../terminal/output.js';
import { percent, plainLine } from './run-line.js';

const STEP_PERCENT = 10;
const STEP_MS = 10_000;

interface Told {
  readonly step: number;
  readonly at: number;
}

/** A line per run for every tenth of its work, or every ten seconds. */
export class PlainView {
  readonly #told = new Map<string, Told>();

  constructor(private readonly output: Output) {}

  show(runs: readonly RunRecord[], now: Date): void {
    for (const run of runs) if (run.state === 'running') this.#showOne(run, now);
  }

  close(): void {
    this.#told.clear();
  }

  #showOne(run: RunRecord, now: Date): void {
    const step = Math.floor((percent(run.progress) ?? 0) / STEP_PERCENT);
    const last = this.#told.get(run.id);
    // The first look starts the clock: a run that is over in a moment needs no line.
    if (last === undefined) this.#told.set(run.id, { step: 0, at: now.getTime() });
    if (step <= (last?.step ?? 0) && now.getTime() - (last?.at ?? now.getTime()) < STEP_MS) return;
    this.#told.set(run.id, { step, at: now.getTime() });
    this.output.say(plainLine(run, now));
  }
}
