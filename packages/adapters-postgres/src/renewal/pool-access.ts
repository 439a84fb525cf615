import type { NodePostgresPool } from '../node-postgres/node-postgres-types.js';
import { threadAccess, visibleKey, type ThreadAccess } from './thread-access.js';

interface PoolOptions {
  readonly connectionString?: unknown;
  readonly ssl?: unknown;
  readonly options?: unknown;
  readonly application_name?: unknown;
  readonly client_encoding?: unknown;
  readonly connectionTimeoutMillis?: unknown;
  readonly enableChannelBinding?: unknown;
  readonly password?: unknown;
  readonly stream?: unknown;
  readonly Client?: unknown;
}

/** Where a client goes, with the defaults of its driver and of the environment filled in. */
interface Destination {
  readonly host?: string;
  readonly port?: number;
  readonly user?: string;
  readonly database?: string;
  readonly password?: unknown;
}

/** How a thread connects as a node-postgres pool does. */
export function poolAccess(pool: NodePostgresPool): ThreadAccess {
  const options = pool.options as PoolOptions;
  const { connectionString, application_name, client_encoding, connectionTimeoutMillis, enableChannelBinding } =
    options;
  if (options.Client !== undefined) return { refused: 'The pool makes clients of a class of its own' };
  if (options.stream !== undefined) return { refused: 'The pool connects by a stream of its own' };
  const destination = destinationOf(pool, options);
  if (destination === null) return { refused: 'The pool does not let others make clients as it does' };
  const { host, port, user, database, password } = destination;
  return threadAccess('pg', {
    connectionString,
    host,
    port,
    user,
    database,
    password,
    ssl: visibleKey(options.ssl),
    options: options.options,
    application_name,
    client_encoding,
    connectionTimeoutMillis,
    enableChannelBinding,
  });
}

// A client that is made and never connected opens nothing. The password is not enumerable in the options of a pool.
function destinationOf(pool: NodePostgresPool, options: PoolOptions): Destination | null {
  const { Client } = pool as { readonly Client?: new (options: object) => Destination };
  if (Client === undefined) return null;
  try {
    return new Client({ ...options, password: options.password });
  } catch {
    // The pool's own clients fail in the same way, and whoever uses them is told how.
    return null;
  }
}
