import type { MoveMark } from '@nightshift/core';
import { fromDocument } from './documents.js';
import type { Pairs } from './script-answers.js';

/** The mark of a move as its hash has it; nothing for an empty one. */
export function toMoveMark(pairs: Pairs): MoveMark | null {
  const fields = new Map<string, string>();
  for (let at = 0; at < pairs.length; at += 2) fields.set(pairs[at] ?? '', pairs[at + 1] ?? '');
  const [moveId, role, state, peer] = ['moveId', 'role', 'state', 'peer'].map((name) => {
    const value = fields.get(name);
    fields.delete(name);
    return value;
  });
  if (moveId === undefined || peer === undefined) return null;
  return {
    moveId: fromDocument<string>(moveId),
    role: role as MoveMark['role'],
    state: state as MoveMark['state'],
    peer: fromDocument<string>(peer),
    cursors: Object.fromEntries([...fields].map(([kind, cursor]) => [kind, fromDocument<string | null>(cursor)])),
  };
}
