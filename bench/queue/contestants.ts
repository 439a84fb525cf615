import type { Contestant } from './contestant.js';

/** How to get at a contestant without loading it. */
export interface Entry {
  /** The packages that it is made of; their versions are printed, and the Node that they ask for is used. */
  readonly packages: readonly string[];
  /** Whether it is this library, and not a peer. */
  readonly ours: boolean;
  load(): Promise<Contestant>;
}

/** All contestants by name. A process loads the one that it measures, so that its heap is that one's alone. */
export const contestants = {
  'nightshift on Redis': {
    packages: ['@nightshift/core', '@nightshift/adapters-redis'],
    ours: true,
    load: async () => (await import('./contestants/nightshift-redis.js')).nightshiftRedis,
  },
  BullMQ: {
    packages: ['bullmq', 'ioredis'],
    ours: false,
    load: async () => (await import('./contestants/bullmq.js')).bullmq({ keeps: 'nothing' }),
  },
  'BullMQ, keeping all': {
    packages: ['bullmq', 'ioredis'],
    ours: false,
    load: async () => (await import('./contestants/bullmq.js')).bullmq({ keeps: 'everything' }),
  },
  'nightshift on PostgreSQL': {
    packages: ['@nightshift/core', '@nightshift/adapters-postgres', 'pg'],
    ours: true,
    load: async () => (await import('./contestants/nightshift-postgres.js')).nightshiftPostgres,
  },
  'nightshift in memory': {
    packages: ['@nightshift/core'],
    ours: true,
    load: async () => (await import('./contestants/nightshift-memory.js')).nightshiftMemory,
  },
  'p-queue': {
    packages: ['p-queue'],
    ours: false,
    load: async () => (await import('./contestants/p-queue.js')).pQueue,
  },
} as const satisfies Record<string, Entry>;

export type ContestantName = keyof typeof contestants;
