import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createJobs, defineJob, memoryStore, requires } from '@nightshift/core';

const greet = defineJob({
  name: 'greet',
  description: 'Greets somebody.',
  input: z.object({ name: z.string(), times: z.number().default(1) }),
  services: requires<{ prefix: string }>(),
  async run(ctx) {
    ctx.log.info('greeting');
    return { text: `${ctx.services.prefix} ${ctx.input.name} x${ctx.input.times}` };
  },
});

const shout = defineJob({
  name: 'shout',
  description: 'Shouts a greeting.',
  dependsOn: [greet],
  run(ctx) {
    return { text: ctx.results.greet?.text.toUpperCase() ?? 'nothing' };
  },
});

const count = defineJob({
  name: 'count',
  description: 'Counts.',
  async run(ctx) {
    let sum = 0;
    for await (const batch of ctx.batches([1, 2, 3, 4, 5], { size: 2 })) for (const n of batch) sum += n;
    return { sum, done: ctx.progress.done };
  },
});

describe('the face', () => {
  it('runs a job here and now', async () => {
    const jobs = createJobs({ jobs: [greet, shout, count], store: memoryStore(), services: { prefix: 'Hello' } });
    const output = await jobs.runJob(greet, { name: 'Ada' });
    expect(output.text).toBe('Hello Ada x1');
    expect(await jobs.runJob('count')).toEqual({ sum: 15, done: 5 });
    const flow = await jobs.enqueueFlow(jobs.plan({ jobs: [shout], input: { name: 'Bo' } }));
    const worker = jobs.worker();
    await worker.start();
    const runs = await jobs.wait(Object.values(flow.runs));
    expect(runs.map((run) => [run.job, run.state, run.output])).toEqual([
      ['greet', 'success', { text: 'Hello Bo x1' }],
      ['shout', 'success', { text: 'HELLO BO X1' }],
    ]);
    await jobs.close();
  });
});
