import type { JobStateStore, Json } from '@nightshift/core';
import type { PostgresTransaction } from '../connection/join-transaction.js';
import { checkName, lookedFor } from '../hostile-text.js';
import type { SqlSession } from '../sql-session.js';
import { toDocument } from './documents.js';

export function jobStateStore(session: SqlSession): JobStateStore<PostgresTransaction> {
  return {
    async get(job) {
      const [value] = await session.ask<Json>('getState', [lookedFor(job)], { lane: 'caller' });
      return value ?? null;
    },

    async set(job, value, options) {
      checkName('state of job', job);
      await session.ask('setState', [job, toDocument(value)], { lane: 'caller', tx: options?.tx });
    },
  };
}
