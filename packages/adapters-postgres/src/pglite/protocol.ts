import type { StatementParam } from '../connection/sql-connection.js';

/** Where a request waits while the database is busy. */
export type QueueLane = 'renewal' | 'engine' | 'host' | 'upkeep';

/** What the host asks of the database thread. A request that names an open transaction belongs to it. */
export type Request = { readonly id: number; readonly lane: QueueLane; readonly tx: number | null } & Work;

/** The id of requests that the thread makes of itself; the host's begin with 1. */
export const UPKEEP_ID = 0;

export type Work =
  | { readonly kind: 'statement'; readonly text: string; readonly params: readonly StatementParam[] }
  | { readonly kind: 'query'; readonly text: string; readonly params: readonly unknown[] }
  | { readonly kind: 'script'; readonly text: string }
  | { readonly kind: 'copy'; readonly text: string; readonly chunk: ArrayBuffer }
  | { readonly kind: 'begin' | 'commit' | 'rollback' }
  | { readonly kind: 'listen'; readonly channel: string }
  | { readonly kind: 'unlisten'; readonly channel: string }
  | { readonly kind: 'upkeep' | 'checkpoint' }
  | { readonly kind: 'close' };

/** What the database thread tells the host. */
export type Message =
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly error: WireError }
  | { readonly kind: 'done'; readonly id: number; readonly rows: readonly unknown[]; readonly affected: number }
  | { readonly kind: 'refused'; readonly id: number; readonly error: WireError }
  | { readonly kind: 'heard'; readonly channel: string; readonly payload: string };

/** An error of PostgreSQL, flattened: its class does not survive the way between threads. */
export interface WireError {
  readonly message: string;
  readonly fields: Readonly<Record<string, string>>;
}

export interface ThreadData {
  /** Absent for a database in memory. */
  readonly dataDir?: string;
}

const ERROR_FIELDS = [
  'code',
  'severity',
  'detail',
  'hint',
  'constraint',
  'table',
  'column',
  'schema',
  'where',
  'position',
];

export function packError(thrown: unknown): WireError {
  if (!(thrown instanceof Error)) return { message: String(thrown), fields: {} };
  const known = ERROR_FIELDS.flatMap((field) => {
    const value: unknown = Reflect.get(thrown, field);
    return typeof value === 'string' ? [[field, value] as const] : [];
  });
  return { message: thrown.message, fields: Object.fromEntries(known) };
}

export function unpackError(error: WireError): Error {
  return Object.assign(new Error(error.message), error.fields);
}
