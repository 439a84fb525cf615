// One job, one run, one process: the smallest whole program.
// prints: Hello, Ada!
// prints: success
import { createJobs, defineJob, memoryStore } from '@nightshift/core';
import { z } from 'zod';

const greet = defineJob({
  name: 'greet',
  description: 'Greet somebody by name.',
  group: 'examples',
  input: z.object({ name: z.string() }),
  async run(ctx) {
    console.log(`Hello, ${ctx.input.name}!`);
    return { greeted: ctx.input.name };
  },
});

const jobs = createJobs({ jobs: [greet], store: memoryStore() });
const worker = jobs.worker({ concurrency: 2 });
await worker.start();

const { runId } = await jobs.enqueue(greet, { name: 'Ada' });
const [run] = await jobs.wait([runId]);
console.log(run?.state);

await jobs.close();
