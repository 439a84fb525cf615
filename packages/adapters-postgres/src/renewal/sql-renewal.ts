import { ThreadRenewal, threadEntry } from '@nightshift/core/threads';
import type { SessionOptions, SqlSession } from '../sql-session.js';
import type { RenewalThreadData } from './thread-connection.js';

/** Renewal from a thread with a connection of its own; null where no other process can take a run. */
export function sqlRenewal(session: SqlSession, { clock }: SessionOptions): ThreadRenewal | null {
  const { connection } = session;
  if (connection.threadAccess === undefined) return null;
  return new ThreadRenewal({
    entry: threadEntry(import.meta.url, './renewal-thread'),
    clock,
    start() {
      const access = connection.threadAccess?.() ?? { refused: 'The store has no server' };
      if ('refused' in access) return access;
      return { workerData: { access, statement: session.text('extend') } satisfies RenewalThreadData };
    },
  });
}
