import { setTimeout as delay } from 'node:timers/promises';
import { answersOf } from '../connection/answers.js';
import type { RenewalThreadData } from './protocol.js';

interface Connection {
  run(statement: string, params: readonly (string | number | null)[]): Promise<string[]>;
  end(): Promise<void>;
}

/** The thread's own connection: made when it is first needed, and again after it failed. */
export class OneConnection {
  readonly #access: RenewalThreadData['access'];
  #connecting: Promise<Connection> | null = null;

  constructor(access: RenewalThreadData['access']) {
    this.#access = access;
  }

  /** Runs one statement; a server that does not answer within `patienceMs` counts as a lost connection. */
  async run(
    statement: string,
    params: readonly (string | number | null)[],
    patienceMs: number,
  ): Promise<readonly string[]> {
    this.#connecting ??= connect(this.#access);
    const running = this.#connecting.then((connection) => connection.run(statement, params));
    try {
      return await within(patienceMs, running);
    } catch (error) {
      this.drop();
      throw error;
    }
  }

  /** Lets go of the connection, if there is one. */
  drop(): void {
    const connecting = this.#connecting;
    this.#connecting = null;
    // It has failed, or nobody needs it: how its end goes changes nothing.
    connecting?.then((connection) => connection.end()).catch(() => undefined);
  }
}

async function within<Result>(ms: number, running: Promise<Result>): Promise<Result> {
  const stop = new AbortController();
  const late = delay(ms, undefined, { signal: stop.signal }).then(() => {
    throw new Error(`The server did not answer within ${ms} ms`);
  });
  try {
    return await Promise.race([running, late]);
  } finally {
    stop.abort();
    // Whichever lost the race is of no more interest.
    late.catch(() => undefined);
    running.catch(() => undefined);
  }
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
