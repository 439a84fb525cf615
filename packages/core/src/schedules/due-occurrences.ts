import type { ScheduleRecord } from '../store/schedules.js';
import { Occurrences } from './occurrences.js';

/** What has become due of a schedule, and what its policies make of it. */
export interface DueOccurrences {
  /** The occurrences that get a run, oldest first. */
  readonly made: readonly Date[];
  /** Occurrences that are due, the first and the last of them included. */
  readonly due: number;
  /** Those of them that are late by more than the grace. */
  readonly missed: number;
  readonly first: Date;
  readonly last: Date;
  /** The first occurrence that is still to come. */
  readonly next: Date;
}

/**
 * Decides which of a schedule's due occurrences get a run.
 *
 * @param schedule - one that is due: its `nextAt` counts as an occurrence, whatever the time zone's rules have become since.
 */
export function dueOccurrences(schedule: ScheduleRecord, now: Date): DueOccurrences {
  const { nextAt: first } = schedule;
  const occurrences = new Occurrences(schedule);
  const due = 1 + occurrences.count(first, now);
  const onTimeFrom = new Date(now.getTime() - schedule.graceMs);
  const missed = first >= onTimeFrom ? 0 : 1 + occurrences.count(first, new Date(onTimeFrom.getTime() - 1));
  const latest = (most: number): Date[] => {
    const later = occurrences.latest(Math.min(most, due - 1), { after: first, until: now });
    return later.length < most ? [first, ...later] : later;
  };
  const [last = first] = latest(1);
  const wanted = wantedRuns(schedule, { due, missed });
  return { made: wanted === 0 ? [] : latest(wanted), due, missed, first, last, next: occurrences.next(now) };
}

function wantedRuns(
  { missed: policy, missedCap, overlap }: ScheduleRecord,
  { due, missed }: Pick<DueOccurrences, 'due' | 'missed'>,
): number {
  const onTime = due - missed;
  const wanted = { skip: onTime, once: Math.max(1, onTime), all: due }[policy];
  // A second run of the same moment would meet the first one unfinished.
  return Math.min(wanted, overlap === 'queue' ? missedCap : 1);
}
