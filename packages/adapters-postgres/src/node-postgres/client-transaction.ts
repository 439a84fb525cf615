import { NightshiftError } from '@nightshift/core';
import { ROLLED_BACK } from '../database/database.js';
import type { NodePostgresClient, NodePostgresPool } from './node-postgres-types.js';

/** Runs `work` between BEGIN and COMMIT on one client of the pool. */
export async function inTransaction<Result>(
  pool: NodePostgresPool,
  work: (client: NodePostgresClient) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const result = await work(client);
    const { command } = await client.query('commit');
    if (command === 'ROLLBACK') throw new NightshiftError('TX_UNSUPPORTED', ROLLED_BACK);
    client.release();
    return result;
  } catch (error) {
    await rollBack(client);
    throw error;
  }
}

// A client whose rollback fails is of no more use; the pool makes another. The error that led here is the one to report.
async function rollBack(client: NodePostgresClient): Promise<void> {
  try {
    await client.query('rollback');
    client.release();
  } catch {
    client.release(true);
  }
}
