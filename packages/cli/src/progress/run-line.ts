import { estimateMs, type RunProgress, type RunRecord } from '@nightshift/core';
import type { Paint } from '../terminal/color.js';
import { count, lasting, rate } from '../terminal/wording.js';

const BAR_CELLS = 20;

/** How far a run is, from 0 to 100, rounded down; undefined when it does not say how much there is. */
export function percent(progress: RunProgress | null): number | undefined {
  if (progress?.total === undefined || progress.total <= 0) return undefined;
  return Math.min(100, Math.floor((progress.done / progress.total) * 100));
}

/** A running run in one line: bar, percent, count, rate, elapsed, estimate, phase. */
export function liveLine(run: RunRecord, now: Date, look: { readonly paint: Paint; readonly ascii: boolean }): string {
  const { progress } = run;
  const done = percent(progress);
  const parts = [
    look.paint('bold', run.job),
    done === undefined ? undefined : `${bar(done, look)} ${String(done).padStart(3)}%`,
    ...facts(progress),
    lasting(elapsedMs(run, now)),
    estimate(progress, 'ETA'),
    attempt(run),
    progress?.phase === undefined ? undefined : look.paint('dim', progress.phase),
  ];
  return parts.filter((part) => part !== undefined).join('  ');
}

/** The same for a log file, in words. */
export function plainLine(run: RunRecord, now: Date): string {
  const { progress } = run;
  const done = percent(progress);
  const parts = [
    done === undefined ? 'running' : `${done} %`,
    ...facts(progress),
    `${lasting(elapsedMs(run, now))} elapsed`,
    estimate(progress, 'about', ' left'),
    attempt(run),
    progress?.phase,
  ];
  return `${run.job}: ${parts.filter((part) => part !== undefined).join(', ')}`;
}

/** Milliseconds since the attempt began; never below 0, whatever the clocks say. */
export function elapsedMs(run: RunRecord, now: Date): number {
  return Math.max(0, now.getTime() - (run.startedAt ?? now).getTime());
}

function bar(done: number, { paint, ascii }: { readonly paint: Paint; readonly ascii: boolean }): string {
  const full = Math.round((done / 100) * BAR_CELLS);
  const [on, off] = ascii ? ['#', '-'] : ['█', '░'];
  return paint('cyan', on.repeat(full)) + paint('dim', off.repeat(BAR_CELLS - full));
}

function facts(progress: RunProgress | null): (string | undefined)[] {
  if (progress === null) return [];
  const { done, total, ratePerSecond, failedItems } = progress;
  return [
    total === undefined ? count(done) : `${count(done)}/${count(total)}`,
    ratePerSecond === undefined ? undefined : rate(ratePerSecond),
    failedItems === undefined || failedItems === 0 ? undefined : `${count(failedItems)} failed`,
  ];
}

function estimate(progress: RunProgress | null, before: string, after = ''): string | undefined {
  const ms = progress === null ? undefined : estimateMs(progress);
  return ms === undefined || ms === 0 ? undefined : `${before} ${lasting(ms)}${after}`;
}

function attempt(run: RunRecord): string | undefined {
  return run.attempt > 1 ? `attempt ${run.attempt}/${run.maxAttempts}` : undefined;
}
