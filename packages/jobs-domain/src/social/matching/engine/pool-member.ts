import { startThread, threadEntry } from '@nightshift/core/threads';
import type { Worker } from 'node:worker_threads';
import type { ScoredBlock } from './kernel.js';
import type { ThreadReply, ThreadStart, ThreadTask } from './pool-protocol.js';
import type { PreparedKernel } from './prepared-kernel.js';

interface Waiting {
  resolve(reply: ThreadReply): void;
  reject(reason: unknown): void;
}

/** One thread of a pool: answers one task at a time. */
export class PoolMember {
  readonly #worker: Worker;
  #waiting: Waiting | null = null;
  #ended: Error | null = null;

  private constructor(start: ThreadStart) {
    this.#worker = startThread(threadEntry(import.meta.url, './pool-thread'), { workerData: start });
    this.#worker.on('message', (reply: ThreadReply) => this.#settle()?.resolve(reply));
    this.#worker.on('error', (error) => this.#end(new Error('a matching thread failed', { cause: error })));
    this.#worker.on('messageerror', (error) =>
      this.#end(new Error('a matching thread answered unreadably', { cause: error })),
    );
    this.#worker.on('exit', (code) => this.#end(new Error(`a matching thread ended with exit code ${code}`)));
  }

  /** Starts a thread and waits until it can compute. */
  static async start(start: ThreadStart): Promise<{ member: PoolMember; prepared: PreparedKernel }> {
    const member = new PoolMember(start);
    const reply = await member.#reply();
    if (reply.kind !== 'ready') throw new Error(`a matching thread began with "${reply.kind}" instead of "ready"`);
    return { member, prepared: reply.prepared };
  }

  /** Computes one chunk. Rejects with the thread's own error. */
  async run(task: ThreadTask): Promise<ScoredBlock> {
    const answer = this.#reply();
    this.#worker.postMessage(task);
    const reply = await answer;
    if (reply.kind === 'block') return reply.block;
    throw reply.kind === 'failed' ? reply.error : new Error('a matching thread said "ready" twice');
  }

  /** Ends the thread; a task under way rejects. */
  async close(): Promise<void> {
    this.#end(new Error('the matching pool is closed'));
    await this.#worker.terminate();
  }

  #reply(): Promise<ThreadReply> {
    if (this.#ended) return Promise.reject(this.#ended);
    return new Promise((resolve, reject) => (this.#waiting = { resolve, reject }));
  }

  #end(reason: Error): void {
    this.#ended ??= reason;
    this.#settle()?.reject(this.#ended);
  }

  #settle(): Waiting | null {
    const waiting = this.#waiting;
    this.#waiting = null;
    return waiting;
  }
}
