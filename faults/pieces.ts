import { fixed } from '@nightshift/core';

/** What each run does, in this order. */
export const PIECES: readonly string[] = ['1', '2'];

/** What the job that every scenario runs is like, however it notes its work. */
export const WORK_IN_PIECES = {
  name: 'work-in-pieces',
  description: 'Does pieces of work with a checkpoint after each, however often it is interrupted.',
  // An interruption is never the run's last.
  retry: { attempts: 10_000, backoff: fixed(20) },
} as const;
