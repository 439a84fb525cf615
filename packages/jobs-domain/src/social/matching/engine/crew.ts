import type { ScoredBlock } from './kernel.js';
import type { PoolMember } from './pool-member.js';
import type { ThreadTask } from './pool-protocol.js';

/** Hands tasks to the members that are free, in the order of asking, whoever asks. */
export class Crew {
  readonly #idle: PoolMember[];
  readonly #asking: ((member: PoolMember) => void)[] = [];

  constructor(private readonly members: readonly PoolMember[]) {
    this.#idle = [...members];
  }

  /** Computes tasks on all members at once; the answers keep the order of the tasks. */
  async runAll(tasks: readonly ThreadTask[], signal: AbortSignal | undefined): Promise<ScoredBlock[]> {
    const blocks: ScoredBlock[] = [];
    let next = 0;
    const takeTasks = async (): Promise<void> => {
      while (next < tasks.length) {
        signal?.throwIfAborted();
        const at = next++;
        blocks[at] = await this.#run(tasks[at]!);
      }
    };
    const stopOthers = (error: unknown): never => {
      next = tasks.length;
      throw error;
    };
    signal?.throwIfAborted();
    await Promise.all(this.members.map(() => takeTasks().catch(stopOthers)));
    return blocks;
  }

  /** Ends every thread. */
  async close(): Promise<void> {
    await Promise.all(this.members.map((member) => member.close()));
  }

  async #run(task: ThreadTask): Promise<ScoredBlock> {
    const member = this.#idle.pop() ?? (await new Promise<PoolMember>((resolve) => this.#asking.push(resolve)));
    try {
      return await member.run(task);
    } finally {
      const asking = this.#asking.shift();
      if (asking) asking(member);
      else this.#idle.push(member);
    }
  }
}
