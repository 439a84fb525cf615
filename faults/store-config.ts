/** How a process opens a store, as JSON. */
export type StoreConfig = TableStoreConfig | RedisStoreConfig;

/** Stores with transactions, and tables of our own beside theirs. */
export type TableStoreConfig =
  | { readonly kind: 'postgres'; readonly url: string; readonly schema: string }
  | { readonly kind: 'pglite'; readonly dataDir: string };

export type RedisStoreConfig =
  | { readonly kind: 'redis'; readonly url: string; readonly prefix: string }
  | {
      readonly kind: 'redis-cluster';
      /** Ports of the nodes. */
      readonly nodes: readonly number[];
      /** By which they are reached, in the same order. */
      readonly ports: readonly number[];
      readonly prefix: string;
    };
