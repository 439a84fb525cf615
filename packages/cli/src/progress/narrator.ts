import type { AttemptRecord, RunRecord } from '@nightshift/core';
import type { Paint, Style } from '../terminal/color.js';
import { counted, lasting, moment } from '../terminal/wording.js';

const STATE_STYLES: Readonly<Record<string, Style>> = {
  success: 'green',
  failed: 'red',
  cancelled: 'yellow',
  running: 'cyan',
};

/** A state in its colour; the word says it all without. */
export function paintedState(state: string, paint: Paint): string {
  const style = STATE_STYLES[state];
  return style === undefined ? state : paint(style, state);
}

/** Tells what changed between two looks at the same runs: what started, what is tried again, what ended. */
export class Narrator {
  readonly #seen = new Map<string, RunRecord>();

  constructor(private readonly paint: Paint) {}

  /** Lines for what is new since the last look. The first look at a run tells only what has an end, or a wait, to tell. */
  tell(runs: readonly RunRecord[], now: Date): string[] {
    return runs.flatMap((run) => {
      const before = this.#seen.get(run.id);
      this.#seen.set(run.id, run);
      return before === undefined ? this.#first(run) : this.#change(before, { run, now });
    });
  }

  #first(run: RunRecord): string[] {
    if (run.finishedAt !== null) return [this.#end(run)];
    if (run.state === 'scheduled') return [`${run.job}: not before ${moment(run.runAt)}`];
    return [];
  }

  #change(before: RunRecord, { run, now }: { readonly run: RunRecord; readonly now: Date }): string[] {
    const seen = before.attempts.at(-1);
    const ended = run.finishedAt === null ? run.attempts.filter((attempt) => isLater(attempt, seen)) : [];
    const lines = ended.map((attempt) => this.#attemptEnd(run, attempt, now));
    if (run.cancel !== null && before.cancel === null && run.finishedAt === null) lines.push(`${run.job}: cancelling…`);
    if (run.finishedAt !== null && before.finishedAt === null) lines.push(this.#end(run));
    return lines;
  }

  #attemptEnd(run: RunRecord, { attempt, outcome, error }: AttemptRecord, now: Date): string {
    const what = error === undefined ? outcome : `${outcome}: ${error.message}`;
    const waitMs = run.state === 'scheduled' ? run.runAt.getTime() - now.getTime() : 0;
    const next = waitMs > 0 ? `again in ${lasting(waitMs)}` : 'again now';
    return `${this.paint('yellow', `${run.job}: attempt ${attempt} of ${run.maxAttempts} ${what}`)}; ${next}`;
  }

  #end(run: RunRecord): string {
    const facts = [
      run.startedAt === null
        ? undefined
        : `in ${lasting((run.finishedAt ?? run.startedAt).getTime() - run.startedAt.getTime())}`,
      run.progress === null ? undefined : counted(run.progress.done, 'item'),
      run.attempt > 1 ? `${run.attempt} attempts` : undefined,
      run.cancel === null ? undefined : cancelWords(run.cancel),
    ].filter((fact) => fact !== undefined);
    return `${this.paint('bold', run.job)} ${paintedState(run.state, this.paint)}${facts.length === 0 ? '' : ` ${facts.join(', ')}`}`;
  }
}

/** Why a run was cancelled, in words. */
export function cancelWords({ code, by, message, runId }: NonNullable<RunRecord['cancel']>): string {
  const who = by === undefined ? '' : ` by ${by}`;
  const why = message === undefined ? '' : ` (${message})`;
  switch (code) {
    case 'requested':
      return `asked for${who}${why}`;
    case 'dependency-failed':
      return `because a run that it needs did not succeed${runId === undefined ? '' : ` (${runId})`}`;
    case 'parent-cancelled':
      return `with the run that spawned it${runId === undefined ? '' : ` (${runId})`}`;
    case 'flow-cancelled':
      return `with its flow${who}${why}`;
  }
}

function isLater(attempt: AttemptRecord, seen: AttemptRecord | undefined): boolean {
  return seen === undefined || attempt.endedAt > seen.endedAt;
}
