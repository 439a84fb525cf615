import type { Lease } from '@nightshift/core';
import { toId } from './names.js';

/** What the `extend` script is called with. */
export function extendArgs(leases: readonly Lease[], leaseMs: number): string[] {
  return [String(Math.ceil(leaseMs)), ...leases.flatMap(toKey)];
}

export function toKey({ runId, token }: Lease): [id: string, token: string] {
  return [toId(runId), String(token)];
}
