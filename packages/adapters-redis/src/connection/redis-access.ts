import { NightshiftError } from '@nightshift/core';
import type { Cluster, ClusterOptions, Redis, RedisOptions } from 'ioredis';
import type { OwnClient, RedisClient } from './redis-client.js';
import type { RedisConnection } from './redis-connection.js';

/** The store reads replies as ioredis always gave them. */
type ServerSettings = Omit<RedisOptions, 'replyMapping'>;
type ClusterSettings = Omit<ClusterOptions, 'replyMapping' | 'redisOptions'> & {
  readonly redisOptions?: Omit<NonNullable<ClusterOptions['redisOptions']>, 'replyMapping'>;
};

/** Where the server is. Settings beyond the address, such as TLS or a password, are those of ioredis. */
export type RedisAccess =
  | {
      /** One server: `redis://[user:password@]host[:port][/database]`, `rediss://` for TLS. */
      readonly url: string;
      readonly settings?: ServerSettings;
    }
  | {
      /** Addresses of sentinels, `redis://host[:port]` each, and the name of the primary that they watch. */
      readonly sentinels: readonly string[];
      readonly primary: string;
      readonly settings?: ServerSettings;
    }
  | {
      /** Addresses of some nodes of a cluster, `redis://[user:password@]host[:port]` each; the others are found. */
      readonly cluster: readonly string[];
      readonly settings?: ClusterSettings;
    }
  | { readonly client: RedisClient };

const LONGEST_PAUSE_MS = 2_000;
const SILENCE_MS = 30_000;

// A command whose answer was lost may have been done: it is not sent again, its caller hears of it at once. With no retries
// ioredis rejects what waits whenever a connection ends.
const OWN = {
  lazyConnect: true,
  maxRetriesPerRequest: 0,
  autoResendUnfulfilledCommands: false,
  socketTimeout: SILENCE_MS,
  retryStrategy: (times: number) => Math.min(25 * 2 ** Math.min(times, 10), LONGEST_PAUSE_MS),
  // A primary that was demoted stays connected and refuses to write.
  reconnectOnError: (error: Error) => error.message.startsWith('READONLY'),
};

const OWN_CLUSTER = {
  lazyConnect: true,
  retryDelayOnFailover: 0,
  clusterRetryStrategy: (times: number) => Math.min(25 * 2 ** Math.min(times, 10), LONGEST_PAUSE_MS),
};

/** Makes connections of the store's own, none of which is open yet. */
export type MakeClient = () => Promise<OwnClient>;

export function makeClientOf(access: RedisAccess): MakeClient {
  if ('client' in access) return duplicateOf(access.client);
  if ('url' in access) {
    const { url, settings } = access;
    checkAddress('url', url);
    return async () => own(new (await import('ioredis')).Redis(url, ownOptions(settings)));
  }
  if ('sentinels' in access) {
    const { sentinels, primary, settings } = access;
    const nodes = sentinels.map((address) => toNode('sentinels', address));
    return async () =>
      own(new (await import('ioredis')).Redis({ ...ownOptions(settings), sentinels: nodes, name: primary }));
  }
  const { cluster, settings } = access;
  const nodes = cluster.map((address) => toNode('cluster', address));
  if (nodes.length === 0) throw invalid('cluster', 'at least one address', '[]');
  const redisOptions = {
    ...credentialsOf(cluster[0] ?? ''),
    ...settings?.redisOptions,
    ...forNodes(),
  } as NonNullable<ClusterSettings['redisOptions']>;
  return async () => own(new (await import('ioredis')).Cluster(nodes, { ...settings, ...OWN_CLUSTER, redisOptions }));
}

export function kindOf(access: RedisAccess): RedisConnection['kind'] {
  if ('client' in access) return access.client.isCluster ? 'cluster' : 'server';
  return 'url' in access ? 'server' : 'sentinels' in access ? 'sentinel' : 'cluster';
}

function ownOptions(settings: ServerSettings | undefined): ServerSettings {
  return { ...settings, ...OWN };
}

/** Calls of ioredis are overloaded by what they answer with; the store reads its own answers. */
function own(client: Redis | Cluster): OwnClient {
  return client as unknown as OwnClient;
}

function duplicateOf(client: RedisClient): MakeClient {
  const settings = client.isCluster ? [[], { ...OWN_CLUSTER, redisOptions: forNodes() }] : [OWN];
  const duplicate = client.duplicate.bind(client) as (...settings: readonly unknown[]) => OwnClient;
  return () => Promise.resolve(duplicate(...settings));
}

/** A cluster has its own way to come back; its nodes are only told when to give up. */
function forNodes(): Pick<typeof OWN, 'maxRetriesPerRequest' | 'autoResendUnfulfilledCommands' | 'socketTimeout'> {
  const { maxRetriesPerRequest, autoResendUnfulfilledCommands, socketTimeout } = OWN;
  return { maxRetriesPerRequest, autoResendUnfulfilledCommands, socketTimeout };
}

function toNode(option: string, address: string): { host: string; port: number } {
  const { hostname, port } = checkAddress(option, address);
  return { host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? defaultPort(option) : Number(port) };
}

function defaultPort(option: string): number {
  return option === 'sentinels' ? 26_379 : 6_379;
}

function credentialsOf(address: string): RedisOptions {
  const { username, password, protocol } = new URL(address);
  return {
    ...(username !== '' && { username: decodeURIComponent(username) }),
    ...(password !== '' && { password: decodeURIComponent(password) }),
    ...(protocol === 'rediss:' && { tls: {} }),
  };
}

/** @throws NightshiftError `INVALID_OPTION`. The address is not repeated: it may hold a password. */
function checkAddress(option: string, address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || (url.protocol !== 'redis:' && url.protocol !== 'rediss:') || url.hostname === '') {
    throw invalid(option, 'redis://host:port or rediss://host:port', url === null ? 'what is no URL' : url.protocol);
  }
  return url;
}

function invalid(option: string, expected: string, received: string): NightshiftError {
  return new NightshiftError('INVALID_OPTION', `redisStore: ${option}: expected ${expected}, received ${received}`);
}
