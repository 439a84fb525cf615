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
    load: async () => (await import('./contestants/bullmq.js')).bullmq,
  },
  'nightshift on PostgreSQL': {
    packages: ['@nightshift/core', '@nightshift/adapters-postgres', 'pg'],
    ours: true,
    load: async () => (await import('./contestants/nightshift-postgres.js')).nightshiftPostgres,
  },
  'pg-boss': {
    packages: ['pg-boss', 'pg'],
    ours: false,
    load: async () => (await import('./contestants/pg-boss.js')).pgBoss('polling'),
  },
  'pg-boss, notified': {
    packages: ['pg-boss', 'pg'],
    ours: false,
    load: async () => (await import('./contestants/pg-boss.js')).pgBoss('notified'),
  },
  'graphile-worker': {
    packages: ['graphile-worker', 'pg'],
    ours: false,
    load: async () => (await import('./contestants/graphile-worker.js')).graphileWorker('one by one'),
  },
  'graphile-worker, batched': {
    packages: ['graphile-worker', 'pg'],
    ours: false,
    load: async () => (await import('./contestants/graphile-worker.js')).graphileWorker('batched'),
  },
  'BullMQ on PostgreSQL': {
    packages: ['bullmq', 'pg'],
    ours: false,
    load: async () => (await import('./contestants/bullmq-postgres.js')).bullmqOnPostgres,
  },
  Agenda: {
    packages: ['agenda', '@agendajs/postgres-backend', 'pg'],
    ours: false,
    load: async () => (await import('./contestants/agenda.js')).agenda('polling'),
  },
  'Agenda, notified': {
    packages: ['agenda', '@agendajs/postgres-backend', 'pg'],
    ours: false,
    load: async () => (await import('./contestants/agenda.js')).agenda('notified'),
  },
  'nightshift on PGlite': {
    packages: ['@nightshift/core', '@nightshift/adapters-postgres', '@electric-sql/pglite'],
    ours: true,
    load: async () => (await import('./contestants/nightshift-pglite.js')).nightshiftPglite,
  },
  'pg-boss on PGlite': {
    packages: ['pg-boss', '@electric-sql/pglite'],
    ours: false,
    load: async () => (await import('./contestants/pg-boss-pglite.js')).pgBossOnPglite,
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
  fastq: {
    packages: ['fastq'],
    ours: false,
    load: async () => (await import('./contestants/fastq.js')).fastQueue,
  },
} as const satisfies Record<string, Entry>;

export type ContestantName = keyof typeof contestants;
