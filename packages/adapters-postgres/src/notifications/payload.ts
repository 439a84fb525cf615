import type { Signal } from '@nightshift/core';

/**
 * What a statement says in a notification: words with a space between, each a letter and, but for `q`, an id.
 * `q` queued, `c` cancel requested, `s` settled; `e` is an echo, which a listener sends to itself.
 */
export function readPayload(payload: string): { readonly signals: Signal[]; readonly echoes: string[] } {
  const signals: Signal[] = [];
  const echoes: string[] = [];
  for (const word of payload.split(' ')) {
    const rest = word.slice(1);
    if (word === 'q') signals.push({ kind: 'queued' });
    else if (word.startsWith('c')) signals.push({ kind: 'cancel', runId: rest });
    else if (word.startsWith('s')) signals.push({ kind: 'settled', runId: rest });
    else if (word.startsWith('e')) echoes.push(rest);
  }
  return { signals, echoes };
}

export function echoPayload(nonce: string): string {
  return `e${nonce}`;
}
