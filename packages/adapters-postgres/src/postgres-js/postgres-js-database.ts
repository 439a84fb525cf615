import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { copyStatement, inChunks } from '../database/copy.js';
import type { CopyTarget, Database, DatabaseTransaction } from '../database/database.js';
import { untilEnded } from '../database/until-ended.js';
import type { MarkTransaction } from '../connection/join-transaction.js';
import type { PostgresJs, PostgresJsPending, PostgresJsQueries } from './postgres-js-types.js';

/**
 * A {@link Database} over a postgres.js instance.
 *
 * @param mark - notes whose transactions these are.
 */
export function postgresJsDatabase(sql: PostgresJs, mark: MarkTransaction): Database {
  return {
    query: (text, params) => query(sql, text, params),
    transaction: (work) =>
      inPostgresJsTransaction(sql, (inner) => untilEnded(innerTransaction(inner), (tx) => work(mark(tx)))),
  };
}

/** Commits when `work` fulfils; postgres.js itself rejects a transaction in which a statement failed. */
export async function inPostgresJsTransaction<Result>(
  sql: PostgresJs,
  work: (sql: PostgresJsQueries) => Promise<Result>,
): Promise<Result> {
  // postgres.js awaits every item of an array that the callback returns, so the result goes around it.
  const results: Result[] = [];
  await sql.begin(async (inner) => {
    results.push(await work(inner));
  });
  return results[0] as Result;
}

function innerTransaction(sql: PostgresJsQueries): DatabaseTransaction {
  return {
    query: (text, params) => query(sql, text, params),
    copyIn: (target, lines) => copyInto(sql, target, lines),
  };
}

async function query<Row extends object>(
  sql: PostgresJsQueries,
  text: string,
  params: readonly unknown[] = [],
): Promise<Row[]> {
  return [...(await sql.unsafe(text, [...params] as never[]))] as Row[];
}

async function copyInto(
  sql: PostgresJsQueries,
  target: CopyTarget,
  lines: Iterable<string> | AsyncIterable<string>,
): Promise<number> {
  const copy = sql.unsafe(copyStatement(target, 'STDIN'));
  const refused = refusalOf(copy);
  // It may come before or after anybody waits for it.
  refused.catch(() => undefined);
  const sink = await copy.writable();
  let rows = 0;
  // The stream does not pass on the server's count; in this format every line break ends a row.
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of inChunks(lines)) {
      rows += lineBreaks(chunk);
      yield chunk;
    }
  }
  await Promise.race([pipeline(Readable.from(counted()), sink), refused]);
  return rows;
}

// A stream of postgres.js that has sent all its rows waits for ever when the server then refuses them: the refusal goes to
// the query's promise, which the stream has fulfilled long before. So it is taken where it arrives.
function refusalOf(query: PostgresJsPending): Promise<never> {
  return new Promise((_, reject) => {
    const known = query.reject?.bind(query);
    query.reject = (error) => {
      known?.(error);
      reject(error);
    };
  });
}

function lineBreaks(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) count++;
  return count;
}
