import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { copyStatement, inChunks } from '../database/copy.js';
import type { CopyTarget, Database, DatabaseTransaction } from '../database/database.js';
import { untilEnded } from '../database/until-ended.js';
import type { MarkTransaction } from '../connection/join-transaction.js';
import { inTransaction } from './client-transaction.js';
import type { NodePostgresClient, NodePostgresPool } from './node-postgres-types.js';

/**
 * A {@link Database} over a node-postgres pool.
 *
 * @param mark - notes whose transactions these are.
 */
export function nodePostgresDatabase(pool: () => Promise<NodePostgresPool>, mark: MarkTransaction): Database {
  return {
    query: async <Row extends object>(text: string, params: readonly unknown[] = []) =>
      (await (await pool()).query(text, [...params])).rows as Row[],
    transaction: async (work) =>
      inTransaction(await pool(), (client) => untilEnded(clientTransaction(client), (tx) => work(mark(tx)))),
  };
}

function clientTransaction(client: NodePostgresClient): DatabaseTransaction {
  return {
    query: async <Row extends object>(text: string, params: readonly unknown[] = []) =>
      (await client.query(text, [...params])).rows as Row[],
    copyIn: (target, lines) => copyInto(client, target, lines),
  };
}

async function copyInto(
  client: NodePostgresClient,
  target: CopyTarget,
  lines: Iterable<string> | AsyncIterable<string>,
): Promise<number> {
  const { from } = await import('pg-copy-streams');
  const sink = submit(client, from(copyStatement(target, 'STDIN')));
  await pipeline(Readable.from(inChunks(lines)), sink);
  return sink.rowCount;
}

// A client takes a stream as a query object, and gives it back.
function submit<Sink extends Writable>(client: NodePostgresClient, sink: Sink): Sink {
  return (client.query as unknown as (query: Sink) => Sink).call(client, sink);
}
