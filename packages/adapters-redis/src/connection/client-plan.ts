import type { Cluster, ClusterNode, ClusterOptions, Redis, RedisOptions } from 'ioredis';
import type { OwnClient } from './redis-client.js';

/** The store reads replies as ioredis always gave them. */
export type ServerSettings = Omit<RedisOptions, 'replyMapping'>;
export type ClusterSettings = Omit<ClusterOptions, 'replyMapping' | 'redisOptions'> & {
  readonly redisOptions?: Omit<NonNullable<ClusterOptions['redisOptions']>, 'replyMapping'>;
};

/** What a connection of the store's own is made from. */
export type ClientPlan =
  | {
      readonly kind: 'server';
      /** Null when the settings say it all. */
      readonly url: string | null;
      readonly settings: ServerSettings;
    }
  | {
      readonly kind: 'cluster';
      readonly nodes: readonly ClusterNode[];
      readonly settings: ClusterSettings;
    };

const LONGEST_PAUSE_MS = 2_000;
const SILENCE_MS = 30_000;

// A command whose answer was lost may have been done: it is not sent again, its caller hears of it at once. With no retries
// ioredis rejects what waits whenever a connection ends.
const OWN_NODE = {
  maxRetriesPerRequest: 0,
  autoResendUnfulfilledCommands: false,
  socketTimeout: SILENCE_MS,
  // Keys of a store have a prefix of their own; a host's would part them from the channel.
  keyPrefix: '',
};

/** How a connection to one server comes back. */
export const OWN = {
  ...OWN_NODE,
  lazyConnect: true,
  retryStrategy: pauseBefore,
  // By itself ioredis hears nobody out when that fails, and a connection that is lost again at once would end the host.
  autoResubscribe: false,
  // A primary that was demoted stays connected and refuses to write.
  reconnectOnError: (error: Error): boolean => error.message.startsWith('READONLY'),
};

/** How a connection to a cluster comes back. Its nodes are only told when to give up. */
export const OWN_CLUSTER = {
  lazyConnect: true,
  retryDelayOnFailover: 0,
  clusterRetryStrategy: pauseBefore,
  redisOptions: OWN_NODE,
  keyPrefix: '',
};

/** Makes a connection that is not open yet. */
export async function makeClient(plan: ClientPlan): Promise<OwnClient> {
  const { Cluster, Redis } = await import('ioredis');
  if (plan.kind === 'cluster') {
    const redisOptions = { ...plan.settings.redisOptions, ...OWN_NODE } as NonNullable<ClusterSettings['redisOptions']>;
    return own(new Cluster([...plan.nodes], { ...plan.settings, ...OWN_CLUSTER, redisOptions }));
  }
  const options = { ...plan.settings, ...OWN };
  return own(plan.url === null ? new Redis(options) : new Redis(plan.url, options));
}

function pauseBefore(attempt: number): number {
  return Math.min(25 * 2 ** Math.min(attempt, 10), LONGEST_PAUSE_MS);
}

/** Calls of ioredis are overloaded by what they answer with; the store reads its own answers. */
function own(client: Redis | Cluster): OwnClient {
  return client as unknown as OwnClient;
}
