import type { Signal } from '@nightshift/core';

/** The words of one script: `q` for queued runs, `c` and `s` with the id of a run to cancel, or that was settled. */
export function readSignals(payload: string): Signal[] {
  return payload.split(' ').flatMap((word): Signal[] => {
    const runId = word.slice(1);
    switch (word.charAt(0)) {
      case 'q':
        return [{ kind: 'queued' }];
      case 'c':
        return [{ kind: 'cancel', runId }];
      case 's':
        return [{ kind: 'settled', runId }];
      default:
        // A word of a later version.
        return [];
    }
  });
}
