import type { MoveMark } from '@nightshift/core';
import { fromDocument } from './documents.js';

/** The mark of a move as its hash has it; nothing for an empty one. */
export function toMoveMark(fields: Readonly<Record<string, string>>): MoveMark | null {
  const { moveId, role, state, peer, ...cursors } = fields;
  if (moveId === undefined || peer === undefined) return null;
  return {
    moveId: fromDocument<string>(moveId),
    role: role as MoveMark['role'],
    state: state as MoveMark['state'],
    peer: fromDocument<string>(peer),
    cursors: Object.fromEntries(
      Object.entries(cursors).map(([kind, cursor]) => [kind, fromDocument<string | null>(cursor)]),
    ),
  };
}
