import type { RenewalConnection, Refused } from '@nightshift/core/threads';
import { answersOf } from '../connection/answers.js';
import type { ThreadAccess } from './thread-access.js';

/** What the renewal thread is started with. */
export interface RenewalThreadData {
  readonly access: Exclude<ThreadAccess, Refused>;
  /** The statement that renews leases. */
  readonly statement: string;
}

interface Connection {
  run(statement: string, params: readonly (string | number | null)[]): Promise<string[]>;
  end(): Promise<void>;
}

/** Connects the thread to the server that the store is on. */
export async function openConnection({ access, statement }: RenewalThreadData): Promise<RenewalConnection> {
  const connection = await connect(access);
  return {
    async extend(leases, leaseMs) {
      const keys = JSON.stringify(leases.map(({ runId, token }) => ({ id: runId, token })));
      return (await connection.run(statement, [null, keys, leaseMs])).map(toLease);
    },
    end: () => connection.end(),
  };
}

// The driver is loaded with the first connection: a thread that never has to renew costs as little as can be.
async function connect({ driver, options }: RenewalThreadData['access']): Promise<Connection> {
  return driver === 'pg' ? connectNodePostgres(options) : connectPostgresJs(options);
}

async function connectNodePostgres(options: object): Promise<Connection> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ keepAlive: true, ...options });
  // The next statement fails and says so; without a listener the error would end the process.
  client.on('error', () => {});
  await client.connect();
  return {
    run: async (statement, params) => answersOf((await client.query(statement, [...params])).rows),
    end: () => client.end(),
  };
}

async function connectPostgresJs(options: object): Promise<Connection> {
  const { default: postgres } = await import('postgres');
  const sql = postgres({ ...options, max: 1, fetch_types: false, onnotice: () => {} });
  return {
    run: async (statement, params) => answersOf(await sql.unsafe(statement, [...params])),
    end: () => sql.end({ timeout: 1 }),
  };
}

function toLease(row: string): { runId: string; token: number } {
  const { id, token } = JSON.parse(row) as { id: string; token: number };
  return { runId: id, token };
}
