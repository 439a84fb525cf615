import type { PostgresJs } from '../postgres-js/postgres-js-types.js';
import { threadAccess, visibleKey, type ThreadAccess } from './thread-access.js';

/** The settings that postgres.js has worked out, under the names that it takes as options. */
interface PostgresJsOptions {
  readonly host?: unknown;
  readonly port?: unknown;
  readonly path?: unknown;
  readonly database?: unknown;
  readonly user?: unknown;
  readonly pass?: unknown;
  readonly ssl?: unknown;
  readonly sslnegotiation?: unknown;
  readonly connection?: unknown;
  readonly connect_timeout?: unknown;
  readonly target_session_attrs?: unknown;
  readonly socket?: unknown;
}

/** How a thread connects as a postgres.js instance does. */
export function postgresJsAccess(sql: PostgresJs): ThreadAccess {
  const { options } = sql as { readonly options?: PostgresJsOptions };
  if (options === undefined) return { refused: 'The instance does not tell its options' };
  if (options.socket !== undefined) return { refused: 'The instance connects by a socket of its own' };
  const { host, port, path, database, user, pass, connection, connect_timeout, target_session_attrs } = options;
  return threadAccess('postgres', {
    host,
    port,
    // False stands for no path, and as an option it would hide the host.
    path: path === false ? undefined : path,
    database,
    user,
    pass,
    ssl: visibleKey(options.ssl),
    sslnegotiation: options.sslnegotiation ?? undefined,
    connection,
    connect_timeout,
    target_session_attrs: target_session_attrs ?? undefined,
  });
}
