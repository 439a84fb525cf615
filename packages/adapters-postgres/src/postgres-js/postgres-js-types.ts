import type { Writable } from 'node:stream';

/** The part of a postgres.js `sql` that the store uses; an instance of `postgres` 3 fits. */
export interface PostgresJs extends PostgresJsQueries {
  readonly options?: { readonly prepare?: unknown };
  begin<Result>(work: (sql: PostgresJsQueries) => Promise<Result>): Promise<unknown>;
  listen(
    channel: string,
    heard: (payload: string) => void,
    listening?: () => void,
  ): Promise<{ unlisten(): Promise<void> }>;
}

/** What a postgres.js instance and its transactions have in common. */
export interface PostgresJsQueries {
  unsafe(text: string, params?: never[]): PostgresJsPending;
}

export interface PostgresJsPending extends PromiseLike<readonly object[]> {
  writable(): Promise<Writable>;
  reject?(error: Error): void;
}
