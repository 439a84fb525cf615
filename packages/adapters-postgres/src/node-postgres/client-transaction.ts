import { NightshiftError } from '@nightshift/core';
import { ROLLED_BACK } from '../database/database.js';
import { asStoreError } from '../sql-errors.js';
import type { NodePostgresClient, NodePostgresPool } from './node-postgres-types.js';

/** Runs `work` between BEGIN and COMMIT on one client of the pool. */
export async function inTransaction<Result>(
  pool: NodePostgresPool,
  work: (client: NodePostgresClient) => Promise<Result>,
): Promise<Result> {
  const client = await checkOut(pool);
  try {
    await client.query('begin');
    const result = await work(client);
    const { command } = await client.query('commit');
    if (command === 'ROLLBACK') throw new NightshiftError('TX_UNSUPPORTED', ROLLED_BACK);
    giveBack(client);
    return result;
  } catch (error) {
    await rollBack(client, error);
    throw error;
  }
}

// Between two queries a connection may end with nobody waiting: without a listener Node would end the process for it. The
// promise of `connect` would be too late, for the end may come in the same breath as the client.
function checkOut(pool: NodePostgresPool): Promise<NodePostgresClient> {
  return new Promise((resolve, reject) => {
    pool.connect((error, client) => {
      if (client === undefined) return reject(error ?? new Error('The pool gave no client'));
      client.on?.('error', ignoreLostConnection);
      resolve(client);
    });
  });
}

// A client whose rollback fails is of no more use, and one that is on a replica since a failover is neither; the pool makes
// another. The error that led here is the one to report.
async function rollBack(client: NodePostgresClient, because: unknown): Promise<void> {
  try {
    await client.query('rollback');
    if (isUnreachable(because)) client.release(true);
    else giveBack(client);
  } catch {
    client.release(true);
  }
}

function isUnreachable(error: unknown): boolean {
  const told = asStoreError(error);
  return told instanceof NightshiftError && told.code === 'STORE_UNREACHABLE';
}

function giveBack(client: NodePostgresClient): void {
  client.off?.('error', ignoreLostConnection);
  client.release();
}

// The next query on it rejects, and that is what the transaction fails with.
function ignoreLostConnection(): void {}
