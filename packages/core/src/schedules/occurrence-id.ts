import { v7 } from 'uuid';
import { sha256 } from '../node-builtins.js';

/**
 * The id of the run of one occurrence: the same whoever makes it, however often, so that a second one is recognised. Like any
 * run id it is a UUID version 7, and sorts by the time of the occurrence.
 */
export function occurrenceId(schedule: string, occurrence: Date): string {
  const random = sha256(schedule).subarray(0, 16);
  return v7({ msecs: occurrence.getTime(), random });
}
