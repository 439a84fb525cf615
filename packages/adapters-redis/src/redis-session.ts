import { NightshiftError, storeMoved, type Clock, type MoveMark } from '@nightshift/core';
import { checkServer } from './connection/check-server.js';
import type { ChannelListener, RedisConnection, StopListening } from './connection/redis-connection.js';
import { scripts, type ScriptName } from './lua.generated.js';
import { asStoreError } from './redis-errors.js';
import { runScript } from './run-script.js';
import type { ScriptAnswers } from './script-answers.js';
import { scriptError } from './script-error.js';
import { toMoveMark } from './move-mark.js';

export interface SessionOptions {
  /** What the keys of this store begin with. */
  readonly prefix: string;
  /** The time that the store obeys; null for the server's. */
  readonly clock: Clock | null;
}

/** What the verbs share: the scripts, run on one connection while the store is open. */
export class RedisSession {
  readonly connection: RedisConnection;
  readonly #options: SessionOptions;
  readonly #underWay = new Set<Promise<unknown>>();
  #state: 'new' | 'open' | 'closed' = 'new';
  #opening: Promise<void> | null = null;

  constructor(connection: RedisConnection, options: SessionOptions) {
    this.connection = connection;
    this.#options = options;
  }

  /** The time that the store obeys; null for the server's. */
  get clock(): Clock | null {
    return this.#options.clock;
  }

  /** A key of this store. All have one hash tag, so that a cluster keeps them in one slot. */
  key(name: string): string {
    return `{${this.#options.prefix}}:${name}`;
  }

  async open(): Promise<void> {
    if (this.#state === 'open') return;
    this.#opening ??= this.#open();
    try {
      await this.#opening;
    } finally {
      this.#opening = null;
    }
  }

  async close(): Promise<void> {
    this.#state = 'closed';
    await Promise.allSettled(this.#underWay);
    await this.connection.close();
  }

  /** Runs a script, which the server knows by its digest once it has seen it. */
  async run<Name extends ScriptName>(name: Name, args: readonly string[]): Promise<ScriptAnswers[Name]> {
    this.#refuseUnlessOpen();
    const now = this.clock?.now() ?? null;
    const running = runScript(this.connection, scripts[name], { moveKey: this.key('move'), now, args });
    this.#underWay.add(running);
    try {
      return (await running) as ScriptAnswers[Name];
    } catch (error) {
      if (scriptError(error, 'SEALED') !== null) throw storeMoved(await this.#moveMark());
      throw asStoreError(error);
    } finally {
      this.#underWay.delete(running);
    }
  }

  async listen(channel: string, listener: ChannelListener): Promise<StopListening> {
    this.#refuseUnlessOpen();
    try {
      return await this.connection.listen(this.key(channel), listener);
    } catch (error) {
      throw asStoreError(error);
    }
  }

  async #moveMark(): Promise<MoveMark> {
    const mark = toMoveMark(await this.run('moveMark', []));
    if (mark !== null) return mark;
    throw new NightshiftError('STORE_UNREACHABLE', 'The move of this store ended a moment ago; try again');
  }

  async #open(): Promise<void> {
    try {
      await this.connection.open();
      await checkServer(this.connection, this.key('layout'));
    } catch (error) {
      await this.connection.close();
      throw asStoreError(error);
    }
    this.#state = 'open';
  }

  #refuseUnlessOpen(): void {
    if (this.#state === 'open') return;
    const what = this.#state === 'new' ? 'is not open yet: call open() first' : 'is closed';
    throw new NightshiftError('STORE_CLOSED', `The redis store ${what}`);
  }
}
