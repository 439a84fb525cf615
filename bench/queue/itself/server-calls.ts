import { Redis } from 'ioredis';
import pg from 'pg';
import type { Ground } from '../engines/engine.js';
import type { SharedKind } from './grounds.js';

/** Counts what clients ask of a server, as the server itself sees it. */
export interface ServerCalls {
  /** Since the last time that this was asked: calls, and connections that were made for them. */
  take(): Promise<{ readonly calls: number; readonly sessions: number }>;
  close(): Promise<void>;
}

/**
 * Counts transactions of a database beyond those that connections take, or commands of a Redis without those that scripts
 * make. A PostgreSQL server is the counter's alone, and is not tidied up any more.
 */
export function serverCalls(kind: SharedKind, ground: Ground): Promise<ServerCalls> {
  return kind === 'postgres' ? transactions(ground) : commands(ground);
}

async function transactions({ place }: Ground): Promise<ServerCalls> {
  const { pathname, href } = new URL(place.url ?? '');
  // From another database, so that asking is not counted.
  const client = new pg.Client(href.replace(pathname, '/postgres'));
  await client.connect();
  // Whose transactions would be counted as well.
  await client.query('alter system set autovacuum = off');
  await client.query('select pg_reload_conf()');
  const look = async (): Promise<{ transactions: number; sessions: number }> => {
    const { rows } = await client.query<{ transactions: string; sessions: string }>(
      'select xact_commit + xact_rollback as transactions, sessions from pg_stat_database where datname = $1',
      [pathname.slice(1)],
    );
    return { transactions: Number(rows[0]?.transactions), sessions: Number(rows[0]?.sessions) };
  };
  const perSession = await transactionsOfSession(href, look);
  let before = await look();
  return {
    async take() {
      const now = await look();
      const sessions = now.sessions - before.sessions;
      const calls = now.transactions - before.transactions - sessions * perSession;
      before = now;
      return { calls, sessions };
    },
    close: () => client.end(),
  };
}

/** Transactions that a session takes to begin and end, without a statement. */
async function transactionsOfSession(
  url: string,
  look: () => Promise<{ transactions: number; sessions: number }>,
): Promise<number> {
  const before = await look();
  const session = new pg.Client(url);
  await session.connect();
  await session.end();
  for (;;) {
    // A session tells what it did when it has ended, a moment after its client.
    const after = await look();
    if (after.transactions > before.transactions) return after.transactions - before.transactions;
  }
}

async function commands({ place: { url } }: Ground): Promise<ServerCalls> {
  const redis = new Redis(url ?? '');
  const monitor = await redis.monitor();
  let calls = 0;
  let sessions = 0;
  monitor.on('monitor', (_time: string, [name = '']: readonly string[], source: string) => {
    if (name.toLowerCase() === 'hello') sessions++;
    if (source !== 'lua') calls++;
  });
  return {
    take() {
      const since = { calls, sessions };
      calls = sessions = 0;
      return Promise.resolve(since);
    },
    close() {
      monitor.disconnect();
      redis.disconnect();
      return Promise.resolve();
    },
  };
}
