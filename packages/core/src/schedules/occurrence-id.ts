import { createHash } from 'node:crypto';
import { v7 } from 'uuid';

/**
 * The id of the run of one occurrence: the same whoever makes it, however often, so that a second one is recognised. Like any
 * run id it is a UUID version 7, and sorts by the time of the occurrence.
 */
export function occurrenceId(schedule: string, occurrence: Date): string {
  const random = createHash('sha256').update(schedule).digest().subarray(0, 16);
  return v7({ msecs: occurrence.getTime(), random });
}
