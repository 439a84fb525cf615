import type * as PostgresModule from '@nightshift/adapters-postgres';
import type * as RedisModule from '@nightshift/adapters-redis';
import type { Store } from '@nightshift/core';
import { UsageError } from '../usage-error.js';

/** Makes a store of an address; it is not open yet. */
export type StoreOpener = (url: string) => Store<unknown> | Promise<Store<unknown>>;

/** Openers by the scheme of an address, such as `postgres`. */
export type StoreOpeners = Readonly<Record<string, StoreOpener>>;

const OPENERS: ReadonlyMap<string, StoreOpener> = new Map<string, StoreOpener>([
  ['pglite', openPglite],
  ['postgres', openPostgres],
  ['postgresql', openPostgres],
  ['redis', openRedis],
  ['rediss', openRedis],
  ['redis+cluster', openRedisCluster],
  ['rediss+cluster', openRedisCluster],
  ['memory', refuseMemory],
]);

/**
 * Makes the store that an address means: `pglite:<folder>`, `postgres://…`, `redis://…`, `redis+cluster://…` with the address of one
 * of its nodes, or what the application adds as `stores`. `?schema=` and, for Redis, `?prefix=` name another one than `nightshift`.
 *
 * @throws UsageError for an address that nobody opens.
 */
export async function openStore(flag: string, url: string, own: StoreOpeners = {}): Promise<Store<unknown>> {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase() ?? '';
  const opener = Object.hasOwn(own, scheme) ? own[scheme] : OPENERS.get(scheme);
  if (opener !== undefined) return opener(url);
  const known = [...OPENERS.keys(), ...Object.keys(own)].filter((name) => name !== 'memory');
  throw new UsageError(`--${flag}: no store opens ${JSON.stringify(withoutPassword(url))}.`, [
    `Expected an address that begins with ${known.map((name) => `${name}:`).join(', ')}, such as pglite:.nightshift or postgres://user@host/database.`,
    'Others: `stores` of defineApp in the config file.',
  ]);
}

/** The address as it may be shown. */
export function withoutPassword(url: string): string {
  const hidden = url.replace(/^([a-z][a-z0-9+.-]*:\/\/)([^/?#]*)@/i, (_all, scheme: string, user: string) => {
    const [name = ''] = user.split(':');
    return `${scheme}${name === '' ? '' : `${name}@`}`;
  });
  return hidden.replace(/([?&](?:password|sslpassword)=)[^&#]*/gi, '$1********');
}

async function openPglite(url: string): Promise<Store<unknown>> {
  const [dataDir = '', query = ''] = url.slice('pglite:'.length).split('?', 2);
  if (dataDir === '') throw new UsageError('pglite: names no folder; expected one such as pglite:.nightshift.');
  const schema = new URLSearchParams(query).get('schema');
  const { pgliteStore } = await postgresAdapter();
  return pgliteStore({ dataDir, ...(schema !== null && { schema }) });
}

async function openPostgres(url: string): Promise<Store<unknown>> {
  const address = parsed(url);
  const schema = address.searchParams.get('schema');
  // The driver would send what it does not know to the server.
  address.searchParams.delete('schema');
  const { postgresStore } = await postgresAdapter();
  return postgresStore({ connectionString: address.href, ...(schema !== null && { schema }) });
}

async function openRedis(url: string): Promise<Store<unknown>> {
  const { address, prefix } = redisAddress(url);
  const { redisStore } = await redisAdapter();
  return redisStore({ url: address, ...prefix });
}

async function openRedisCluster(url: string): Promise<Store<unknown>> {
  const { address, prefix } = redisAddress(url.replace('+cluster', ''));
  const { redisStore } = await redisAdapter();
  return redisStore({ cluster: [address], ...prefix });
}

function redisAddress(url: string): { readonly address: string; readonly prefix: { readonly prefix?: string } } {
  const address = parsed(url);
  const prefix = address.searchParams.get('prefix');
  address.searchParams.delete('prefix');
  return { address: address.href, prefix: prefix === null ? {} : { prefix } };
}

function parsed(url: string): URL {
  try {
    return new URL(url);
  } catch {
    // Its message would quote the password.
    throw new UsageError(`${JSON.stringify(withoutPassword(url))} is no address.`);
  }
}

function refuseMemory(): never {
  throw new UsageError('A memory store is gone with its process: there is nothing to move.');
}

function postgresAdapter(): Promise<typeof PostgresModule> {
  return installed('@nightshift/adapters-postgres', () => import('@nightshift/adapters-postgres'));
}

function redisAdapter(): Promise<typeof RedisModule> {
  return installed('@nightshift/adapters-redis', () => import('@nightshift/adapters-redis'));
}

async function installed<Module>(name: string, load: () => Promise<Module>): Promise<Module> {
  try {
    return await load();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new UsageError(`This address needs the package ${name}, which is not installed.`);
  }
}
