import type { Job, Jobs } from '@nightshift/core';
import type { DatabaseTransaction, SqlStore } from '@nightshift/adapters-postgres';
import pg from 'pg';

// What the examples in this package's doc comments speak of without declaring it.

type Takes<Input> = { input: Input; parsed: Input; output: void; services: object; results: object; tx: never };

export const Pool = pg.Pool;
export declare const sendMail: Job<'send-mail', Takes<{ to: string }>>;
export declare const sendReceipt: Job<'send-receipt', Takes<{ orderId: number }>>;
export declare const jobs: Jobs<typeof sendReceipt, DatabaseTransaction>;
export declare const store: SqlStore;
export declare const id: number;
