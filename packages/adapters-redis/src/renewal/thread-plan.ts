import { settingsForThread, type Refused } from '@nightshift/core/threads';
import { lookup, resolveSrv } from 'node:dns';
import type { ClientPlan, ClusterSettings, ServerSettings } from '../connection/client-plan.js';
import { planOf, type RedisAccess } from '../connection/redis-access.js';
import type { RedisClient } from '../connection/redis-client.js';

// When to try again is for the thread to say, which makes a new connection after each failure.
const PACING = new Set([
  'clusterNodeRetryStrategy',
  'clusterRetryStrategy',
  'reconnectOnError',
  'retryStrategy',
  'sentinelReconnectStrategy',
  'sentinelRetryStrategy',
]);

/** The functions that ioredis fills in, and would fill in again. */
const FILLED_IN = new Set<unknown>([lookup, resolveSrv]);

/** How a thread connects to the same server as the host. */
export function threadPlan(access: RedisAccess): ClientPlan | Refused {
  const plan = 'client' in access ? planOfClient(access.client) : planOf(access);
  if ('refused' in plan) return plan;
  return plan.kind === 'server' ? withCopy(plan) : withCopies(plan);
}

/** A client tells the settings that it was made with, and those that ioredis has filled in. */
function planOfClient(client: RedisClient): ClientPlan | Refused {
  const { options, startupNodes } = client as ClientInside;
  if (options === undefined) return { refused: 'The client does not tell its options' };
  if (!client.isCluster) return { kind: 'server', url: null, settings: options };
  if (startupNodes === undefined) return { refused: 'The client does not tell the nodes that it was given' };
  return { kind: 'cluster', nodes: startupNodes, settings: options };
}

interface ClientInside {
  readonly options?: ServerSettings & ClusterSettings;
  readonly startupNodes?: Extract<ClientPlan, { readonly kind: 'cluster' }>['nodes'];
}

function withCopy(plan: Extract<ClientPlan, { readonly kind: 'server' }>): ClientPlan | Refused {
  const copy = copyOf(plan.settings);
  return 'refused' in copy ? copy : { ...plan, settings: copy.settings };
}

function withCopies(plan: Extract<ClientPlan, { readonly kind: 'cluster' }>): ClientPlan | Refused {
  const { redisOptions, ...others } = plan.settings;
  const [nodes, ofNodes, ofCluster] = [copyOf({ nodes: plan.nodes }), copyOf(redisOptions ?? {}), copyOf(others)];
  if ('refused' in nodes) return nodes;
  if ('refused' in ofNodes) return ofNodes;
  if ('refused' in ofCluster) return ofCluster;
  return { kind: 'cluster', ...nodes.settings, settings: { ...ofCluster.settings, redisOptions: ofNodes.settings } };
}

function copyOf<Settings extends object>(settings: Settings): { readonly settings: Settings } | Refused {
  const given = Object.entries(settings).filter(([name, value]) => !PACING.has(name) && !FILLED_IN.has(value));
  return settingsForThread(Object.fromEntries(given) as Settings);
}
