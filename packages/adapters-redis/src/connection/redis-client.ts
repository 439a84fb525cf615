/**
 * A client of the host's: `Redis` or `Cluster` of ioredis, from version 5 on. The store takes its settings and opens connections
 * of its own, so that what the host does with the client and what the store does never wait for each other.
 */
export interface RedisClient {
  readonly isCluster: boolean;
  readonly duplicate: (...settings: never[]) => unknown;
}

/** What the store uses of a connection of its own. */
export interface OwnClient {
  readonly status: string;
  connect(): Promise<void>;
  disconnect(): void;
  call(command: string, ...args: string[]): Promise<unknown>;
  subscribe(channel: string): Promise<unknown>;
  ping(): Promise<unknown>;
  on(event: string, listener: (...values: never[]) => void): unknown;
  once(event: string, listener: () => void): unknown;
}

/** Makes connections of the store's own, none of which is open yet. */
export type MakeClient = () => Promise<OwnClient>;
