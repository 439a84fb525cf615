import { randomBytes } from 'node:crypto';
import { Pool, type PoolConfig } from 'pg';
import { inject } from 'vitest';

/** A schema name that no other test uses. */
export function freshSchema(): string {
  return `t_${randomBytes(8).toString('hex')}`;
}

export function testPool(config: PoolConfig = {}): Pool {
  return new Pool({ connectionString: inject('postgresUrl'), max: 4, ...config });
}

export async function dropSchema(schema: string): Promise<void> {
  const pool = testPool({ max: 1 });
  await pool.query(`drop schema if exists "${schema}" cascade`);
  await pool.end();
}
