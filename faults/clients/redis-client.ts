import { redisStore, type RedisAccess } from '@nightshift/adapters-redis';
import { createJobs, systemClock } from '@nightshift/core';
import type { RedisStoreConfig } from '../store-config.js';
import { brokenStore } from './broken-store.js';
import { checkpointJob, piecesDone } from './checkpoint-job.js';
import { allRuns, enqueueInChunks, type ClientConfig, type Clocks, type FaultClient } from './fault-client.js';

const HOST = '127.0.0.1';

/** On Redis, which has no transaction that a host's work could join: the work is in the checkpoint. */
export function redisClient(given: RedisStoreConfig, config: ClientConfig, clocks: Clocks): FaultClient {
  const { pieceMs, notedFile, breaks } = config;
  const timing = clocks.store === undefined ? {} : { clock: clocks.store };
  const store = redisStore({ ...accessOf(given), prefix: given.prefix, ...timing });
  const jobs = createJobs({
    jobs: [checkpointJob],
    store: breaks === null ? store : brokenStore(store),
    services: { pieceMs, notedFile },
    clock: clocks.client ?? systemClock,
  });
  const add = (count: number) => jobs.enqueueMany(Array.from({ length: count }, () => ({ job: checkpointJob })));
  return {
    jobs,
    prepare: () => Promise.resolve(),
    enqueue: (count, onAnswer) => enqueueInChunks(count, add, onAnswer),
    async evidence() {
      const runs = await allRuns(store);
      return { runs, work: piecesDone(runs, notedFile).map((done) => ({ ...done, at: null })) };
    },
  };
}

function accessOf(given: RedisStoreConfig): RedisAccess {
  if (given.kind === 'redis') return { url: given.url };
  const { nodes, ports } = given;
  // Nodes tell of each other by their own ports; those are looked up in a table of the ports to take.
  const table = nodes.map((node, index) => [`${HOST}:${node}`, { host: HOST, port: ports[index] ?? node }] as const);
  return {
    cluster: ports.map((port) => `redis://${HOST}:${port}`),
    settings: { natMap: Object.fromEntries(table) },
  };
}
