import { NightshiftError } from '@nightshift/core';
import { startThread, threadEntry } from '@nightshift/core/threads';
import type { Worker } from 'node:worker_threads';
import {
  UPKEEP_ID,
  unpackError,
  type Message,
  type QueueLane,
  type Request,
  type ThreadData,
  type Work,
} from './protocol.js';

export interface Answer {
  /** Objects; of a statement of the store its answers. */
  readonly rows: readonly unknown[];
  readonly affected: number;
}

interface Waiting {
  resolve(answer: Answer): void;
  reject(error: Error): void;
}

/** The host's end of the database thread: requests go over, answers come back. */
export class DatabaseThread {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #heard: (channel: string, payload: string) => void;
  #lastId = 0;
  #ended: Error | null = null;

  private constructor(worker: Worker, heard: (channel: string, payload: string) => void) {
    this.#worker = worker;
    this.#heard = heard;
    worker.on('message', (message: Message) => this.#take(message));
    worker.on('error', (error) =>
      this.#end(
        new NightshiftError('STORE_UNREACHABLE', `The database thread failed: ${error.message}`, { cause: error }),
      ),
    );
    worker.on('exit', () => this.#end(new NightshiftError('STORE_CLOSED', 'The database thread has ended')));
  }

  /** Starts PGlite in a thread of its own; fulfils when it answers queries. */
  static async start(data: ThreadData, heard: (channel: string, payload: string) => void): Promise<DatabaseThread> {
    const worker = startThread(threadEntry(import.meta.url, './thread'), {
      workerData: data,
      name: 'nightshift-pglite',
    });
    try {
      await ready(worker);
    } catch (error) {
      await worker.terminate();
      throw error;
    }
    // From here on the thread keeps the process alive only while it works: a script that forgets to close still ends.
    worker.unref();
    return new DatabaseThread(worker, heard);
  }

  ask(work: Work, lane: QueueLane, tx: number | null = null): Promise<Answer> {
    if (this.#ended !== null) return Promise.reject(this.#ended);
    const id = ++this.#lastId;
    const request: Request = { ...work, id, lane, tx };
    return new Promise((resolve, reject) => {
      this.#worker.ref();
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage(request, work.kind === 'copy' ? [work.chunk] : []);
    });
  }

  /** Shuts PGlite down in good order and ends the thread. */
  async stop(): Promise<void> {
    try {
      if (this.#ended === null) await this.ask({ kind: 'close' }, 'host');
    } finally {
      await this.#worker.terminate();
    }
  }

  #take(message: Message): void {
    if (message.kind === 'heard') this.#heard(message.channel, message.payload);
    if (message.kind !== 'done' && message.kind !== 'refused') return;
    if (message.id === UPKEEP_ID && message.kind === 'refused') warnOfUpkeep(message.error.message);
    const waiting = this.#waiting.get(message.id);
    // What nobody waits for changes nothing: the end of the thread is waited for as well, and keeps the process by a ref of its own.
    if (this.#waiting.delete(message.id) && this.#waiting.size === 0) this.#worker.unref();
    if (message.kind === 'done') waiting?.resolve(message);
    else waiting?.reject(unpackError(message.error));
  }

  #end(reason: Error): void {
    this.#ended ??= reason;
    for (const waiting of this.#waiting.values()) waiting.reject(this.#ended);
    this.#waiting.clear();
  }
}

// Nobody waits for upkeep. The database works without it, only its files grow.
function warnOfUpkeep(message: string): void {
  process.emitWarning(`The embedded database could not be tidied: ${message}`, 'NightshiftWarning');
}

function ready(worker: Worker): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    const failed = (error: Error): void => settle(() => reject(error));
    const ended = (code: number): void =>
      failed(new Error(`The database thread ended with code ${code} while it started`));
    const first = (message: Message): void => {
      if (message.kind === 'failed') failed(unpackError(message.error));
      else settle(resolve);
    };
    const settle = (how: () => void): void => {
      worker.off('error', failed).off('exit', ended).off('message', first);
      how();
    };
    worker.on('error', failed).on('exit', ended).on('message', first);
  });
}
