import { defineJob, type JobContext, type Jobs } from '@nightshift/core';
import type { RenewalConnection } from '@nightshift/core/threads';
import { z } from 'zod';

// What the examples in this package's doc comments speak of without declaring it.

export interface Mailer {
  send(to: string): Promise<void>;
}

interface Transaction {
  query(sql: string, values: readonly unknown[]): Promise<void>;
}

interface Database {
  query(sql: string, values: readonly unknown[]): Promise<{ id: number }[]>;
  transaction(work: (tx: Transaction) => Promise<void>): Promise<void>;
}

const run = (): Promise<{ users: number }> => Promise.resolve({ users: 0 });

export const greet = defineJob({ name: 'greet', description: 'Greets.', input: z.object({ name: z.string() }), run });
export const sendMail = defineJob({
  name: 'send-mail',
  description: 'Mails.',
  input: z.object({ to: z.string() }),
  run,
});
export const matchScores = defineJob({
  name: 'match-scores',
  description: 'Scores.',
  input: z.object({ userId: z.number() }),
  run,
});

export const scoreShard = defineJob({
  name: 'score-shard',
  description: 'Scores a part.',
  input: z.object({ shard: z.number() }),
  run: () => ({ scored: 1 }),
});
export const shards = [{ shard: 1 }];

export declare const jobs: Jobs<typeof greet | typeof sendMail | typeof matchScores, Transaction>;
export declare const ctx: JobContext<{ name: string }, object, object, Transaction>;
export declare const db: Database;
export declare const dataDir: string;
export declare const users: { id: number }[];
export declare const userIds: number[];
export declare const orders: AsyncIterable<{ id: number }>;
export declare function index(user: { id: number }): Promise<void>;
export declare function bill(tx: Transaction, items: readonly { id: number }[]): Promise<void>;

/** What an adapter sends to its thread. */
export interface ThreadData {
  readonly url: string;
}
export declare const url: string;
export declare const workerData: unknown;
export declare function connect(data: ThreadData): Promise<RenewalConnection>;
