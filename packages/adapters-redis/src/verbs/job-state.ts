import type { Json, JobStateStore } from '@nightshift/core';
import { fromDocumentOrNull, toDocument } from '../documents.js';
import { toName } from '../names.js';
import type { RedisSession } from '../redis-session.js';
import { refuseTx } from '../refuse-tx.js';

export function jobStateStore(session: RedisSession): JobStateStore<never> {
  return {
    async get(job) {
      return fromDocumentOrNull<Json>(await session.run('getState', [toName(job)]));
    },

    async set(job, value, options) {
      refuseTx(options);
      await session.run('setState', [toName(job), toDocument(value)]);
    },
  };
}
