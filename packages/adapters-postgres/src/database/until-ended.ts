import { NightshiftError } from '@nightshift/core';
import type { DatabaseTransaction } from './database.js';

/**
 * Runs `work` with a transaction that refuses to be used once `work` has ended: its connection then serves others, and a
 * late statement would run among theirs.
 */
export async function untilEnded<Result>(
  tx: DatabaseTransaction,
  work: (tx: DatabaseTransaction) => Promise<Result>,
): Promise<Result> {
  let ended = false;
  const alive = (): DatabaseTransaction => {
    if (!ended) return tx;
    throw new NightshiftError(
      'TX_UNSUPPORTED',
      'This transaction has ended: await every statement inside its callback',
    );
  };
  try {
    return await work({
      query: async (text, params) => alive().query(text, params),
      copyIn: async (target, lines) => alive().copyIn(target, lines),
    });
  } finally {
    ended = true;
  }
}
