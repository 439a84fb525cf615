import { pgliteStore, postgresStore, type SqlStore } from '@nightshift/adapters-postgres';
import { createJobs, systemClock, type Clock } from '@nightshift/core';
import type { TableStoreConfig } from '../store-config.js';
import { brokenStore } from './broken-store.js';
import { allRuns, enqueueInChunks, type ClientConfig, type Clocks, type FaultClient } from './fault-client.js';
import { tableJob } from './table-job.js';
import { WorkTable } from './work-table.js';

/** On PostgreSQL or PGlite: the work is noted in a table beside the store's own, in the transaction of the checkpoint. */
export function tableClient(given: TableStoreConfig, config: ClientConfig, clocks: Clocks): FaultClient {
  const { pieceMs, notesItself, breaks } = config;
  const store = openStore(given, clocks.store);
  const table = new WorkTable(store.database, given.kind === 'pglite' ? 'nightshift' : given.schema);
  const jobs = createJobs({
    jobs: [tableJob],
    store: breaks === null ? store : brokenStore(store),
    services: { table, pieceMs, notesItself },
    clock: clocks.client ?? systemClock,
  });
  const add = (count: number) => jobs.enqueueMany(Array.from({ length: count }, () => ({ job: tableJob })));
  return {
    jobs,
    prepare: () => table.make(notesItself),
    enqueue: (count, onAnswer) => enqueueInChunks(count, add, onAnswer),
    evidence: async () => ({ runs: await allRuns(store), work: await table.read() }),
  };
}

function openStore(given: TableStoreConfig, clock: Clock | undefined): SqlStore {
  const timing = clock === undefined ? {} : { clock };
  if (given.kind === 'pglite') return pgliteStore({ dataDir: given.dataDir, ...timing });
  return postgresStore({ connectionString: given.url, schema: given.schema, ...timing });
}
