import { Redis } from 'ioredis';
import { freeClusterPort } from './free-port.js';
import { startRedis, type RedisServer } from './redis-server.js';

const NODES = 3;
const SLOTS = 16_384;
/** After so long without a word a node is taken for dead by the others. */
const NODE_TIMEOUT_MS = 1_000;

/** A cluster of three primaries, each with a third of the slots, in processes of this process's own. */
export interface RedisCluster {
  readonly nodes: readonly RedisServer[];
  /** The node that holds a key. */
  nodeOf(key: string): Promise<RedisServer>;
  /** Ends a node by `kill -9`. */
  crash(node: RedisServer): Promise<void>;
  /** Starts nodes again that crashed, and resolves once the whole cluster takes commands. */
  start(nodes: readonly RedisServer[]): Promise<void>;
  stop(): Promise<void>;
}

export async function startRedisCluster(): Promise<RedisCluster> {
  const nodes: RedisServer[] = [];
  const stop = async (): Promise<void> => void (await Promise.all(nodes.map((node) => node.stop())));
  try {
    for (let index = 0; index < NODES; index += 1) nodes.push(await startNode());
    await join(nodes);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    nodes,
    stop,
    crash: (node) => node.crash(),
    async nodeOf(key) {
      const slot = await ask(nodes[0], (redis) => redis.cluster('KEYSLOT', key));
      return nodes[Math.floor((slot * NODES) / SLOTS)] ?? nodes[0]!;
    },
    async start(crashed) {
      await Promise.all(crashed.map((node) => node.start()));
      await Promise.all(nodes.map(untilOk));
    },
  };
}

async function startNode(): Promise<RedisServer> {
  return startRedis({
    port: await freeClusterPort(),
    settings: [
      ['cluster-enabled', 'yes'],
      ['cluster-node-timeout', String(NODE_TIMEOUT_MS)],
    ],
  });
}

/** Gives out the slots, and makes the nodes known to each other. */
async function join(nodes: readonly RedisServer[]): Promise<void> {
  for (const [index, node] of nodes.entries()) {
    const [first, end] = [Math.ceil((index * SLOTS) / NODES), Math.ceil(((index + 1) * SLOTS) / NODES)];
    const slots = Array.from({ length: end - first }, (_none, offset) => first + offset);
    await ask(node, async (redis) => {
      // Otherwise each begins at epoch 0, and they need a while to agree who owns what.
      await redis.cluster('SET-CONFIG-EPOCH', index + 1);
      await redis.cluster('ADDSLOTS', ...slots);
    });
  }
  await ask(nodes[0], async (redis) => {
    for (const other of nodes.slice(1)) await redis.cluster('MEET', '127.0.0.1', other.port);
  });
  await Promise.all(nodes.map(untilOk));
}

/** Until the node sees all slots served by nodes that it knows to be alive. */
async function untilOk(node: RedisServer): Promise<void> {
  await ask(node, async (redis) => {
    for (let isOk = false; !isOk;) {
      const info = String(await redis.cluster('INFO'));
      isOk = info.includes('cluster_state:ok') && info.includes(`cluster_known_nodes:${NODES}`);
    }
  });
}

async function ask<Answer>(
  node: RedisServer | undefined,
  question: (redis: Redis) => Promise<Answer>,
): Promise<Answer> {
  if (node === undefined) throw new Error('Expected a node to ask; received none');
  const redis = new Redis(node.url(), { maxRetriesPerRequest: null });
  try {
    return await question(redis);
  } finally {
    redis.disconnect();
  }
}
