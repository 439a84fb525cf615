import type { Signal } from '@nightshift/core';

/** Runs were queued, and some of them may be due later. */
export const SOME_LATER = 'q';

/** Runs were queued, and all of them are due. A word of its own, which earlier versions pass over. */
export const ALL_DUE = 'q d';

/**
 * What a statement says in a notification: words with a space between, each a letter and, but for `q` and `d`, an id.
 * `q` queued, `d` all that is queued is due, `c` cancel requested, `s` settled; `e` is an echo, which a listener sends to itself.
 */
export function readPayload(payload: string): { readonly signals: Signal[]; readonly echoes: string[] } {
  const signals: Signal[] = [];
  const echoes: string[] = [];
  const words = payload.split(' ');
  const queued: Signal = words.includes('d') ? { kind: 'queued', due: true } : { kind: 'queued' };
  for (const word of words) {
    const rest = word.slice(1);
    if (word === 'q') signals.push(queued);
    else if (word.startsWith('c')) signals.push({ kind: 'cancel', runId: rest });
    else if (word.startsWith('s')) signals.push({ kind: 'settled', runId: rest });
    else if (word.startsWith('e')) echoes.push(rest);
  }
  return { signals, echoes };
}

export function echoPayload(nonce: string): string {
  return `e${nonce}`;
}
