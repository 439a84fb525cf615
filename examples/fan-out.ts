// One run splits itself into children, the fleet keeps to the limits of each tenant, and the results come together.
// prints: 12 shards, at most 2 of a tenant at a time
// prints: { words: 780 }
import { createJobs, defineJob, memoryStore } from '@nightshift/core';
import { z } from 'zod';

const shard = z.object({ tenant: z.string(), number: z.number() });
const atWork = new Map<string, number>();
let most = 0;

const countShard = defineJob({
  name: 'count-shard',
  description: 'Counts the words of one shard.',
  group: 'examples',
  input: shard,
  concurrency: { limit: 2, per: (input: z.infer<typeof shard>) => input.tenant },
  async run(ctx) {
    const { tenant, number } = ctx.input;
    atWork.set(tenant, (atWork.get(tenant) ?? 0) + 1);
    most = Math.max(most, ...atWork.values());
    await ctx.pause(5);
    atWork.set(tenant, (atWork.get(tenant) ?? 0) - 1);
    return { words: number * 10 };
  },
});

const countAll = defineJob({
  name: 'count-all',
  description: 'Counts the words of every tenant.',
  group: 'examples',
  async run(ctx) {
    const shards = Array.from({ length: 12 }, (_, n) => ({ tenant: n % 2 === 0 ? 'acme' : 'globex', number: n + 1 }));
    await ctx.spawn(countShard, shards);
  },
  async collect(ctx) {
    let words = 0;
    for await (const child of ctx.children(countShard)) if (child.state === 'success') words += child.output.words;
    return { words };
  },
});

const jobs = createJobs({ jobs: [countShard, countAll], store: memoryStore() });
const worker = jobs.worker({ concurrency: 10 });
await worker.start();

const { runId } = await jobs.enqueue(countAll);
const [run] = await jobs.wait([runId]);
const { success } = await jobs.counts({ jobs: ['count-shard'] });
console.log(`${success} shards, at most ${most} of a tenant at a time`);
console.log(run?.output);

await jobs.close();
