import type { Signal } from '@nightshift/core';

/** The words of one script: `q` for queued runs, `l` for some that are due later, `c` with the id of a run to cancel. */
export function readSignals(payload: string): Signal[] {
  return payload.split(' ').flatMap((word): Signal[] => {
    switch (word.charAt(0)) {
      case 'q':
        return [{ kind: 'queued', due: true }];
      case 'l':
        return [{ kind: 'queued' }];
      case 'c':
        return [{ kind: 'cancel', runId: word.slice(1) }];
      default:
        // A word of a later version.
        return [];
    }
  });
}

/** Ids of runs that are final. */
export function readEnds(payload: string): Signal[] {
  return payload.split(' ').map((runId) => ({ kind: 'settled', runId }));
}
