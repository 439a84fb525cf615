/** The part of a node-postgres `Pool` that the store uses; a `Pool` of `pg` 8 fits. */
export interface NodePostgresPool {
  query(text: string, values?: unknown[]): Promise<NodePostgresResult>;
  connect(done: (error: Error | undefined, client: NodePostgresClient | undefined) => void): void;
  end(): Promise<void>;
  on(event: 'error', listener: (error: Error) => void): unknown;
  off(event: 'error', listener: (error: Error) => void): unknown;
  readonly options: object;
}

/** The part of a node-postgres client. */
export interface NodePostgresClient {
  query(text: string, values?: unknown[]): Promise<NodePostgresResult>;
  release(error?: Error | boolean): void;
  on?(event: 'error', listener: (error: Error) => void): unknown;
  off?(event: 'error', listener: (error: Error) => void): unknown;
}

export interface NodePostgresResult {
  readonly rows: unknown[];
  readonly command?: string;
}
