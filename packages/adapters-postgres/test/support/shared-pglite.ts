import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { inject } from 'vitest';
import { PgliteConnection } from '../../src/pglite/pglite-connection.js';

/** A database thread that stays when a store on it is closed: starting one takes a second, a schema in it does not. */
export class SharedPglite extends PgliteConnection {
  static async start(): Promise<SharedPglite> {
    const folder = await mkdtemp(join(inject('sharedFolder'), 'pglite-'));
    return new SharedPglite(join(folder, 'data'));
  }

  readonly #dataDir: string;

  private constructor(dataDir: string) {
    super({ dataDir });
    this.#dataDir = dataDir;
  }

  override async close(): Promise<void> {}

  async stop(): Promise<void> {
    await super.close();
  }

  /** The same data in a new thread, with a lock of its own. */
  async restarted(): Promise<SharedPglite> {
    await this.stop();
    return new SharedPglite(this.#dataDir);
  }
}
