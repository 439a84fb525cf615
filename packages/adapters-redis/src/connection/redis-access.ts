import { NightshiftError } from '@nightshift/core';
import type { RedisOptions } from 'ioredis';
import {
  makeClient,
  OWN,
  OWN_CLUSTER,
  type ClientPlan,
  type ClusterSettings,
  type ServerSettings,
} from './client-plan.js';
import type { MakeClient, OwnClient, RedisClient } from './redis-client.js';

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

export function makeClientOf(access: RedisAccess): MakeClient {
  if ('client' in access) return duplicateOf(access.client);
  const plan = planOf(access);
  return () => makeClient(plan);
}

/** @throws NightshiftError `INVALID_OPTION` for an address that cannot be. */
export function planOf(access: Exclude<RedisAccess, { readonly client: RedisClient }>): ClientPlan {
  if ('url' in access) {
    checkAddress('url', access.url);
    return { kind: 'server', url: access.url, settings: access.settings ?? {} };
  }
  if ('sentinels' in access) {
    const sentinels = access.sentinels.map((address) => toNode('sentinels', address));
    return { kind: 'server', url: null, settings: { ...access.settings, sentinels, name: access.primary } };
  }
  const nodes = access.cluster.map((address) => toNode('cluster', address));
  if (nodes.length === 0) throw invalid('cluster', 'at least one address', '[]');
  const redisOptions = { ...credentialsOf(access.cluster[0] ?? ''), ...access.settings?.redisOptions };
  return { kind: 'cluster', nodes, settings: { ...access.settings, redisOptions } };
}

function duplicateOf(client: RedisClient): MakeClient {
  const settings = client.isCluster ? [[], OWN_CLUSTER] : [OWN];
  const duplicate = client.duplicate.bind(client) as (...settings: readonly unknown[]) => OwnClient;
  return () => Promise.resolve(duplicate(...settings));
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
