import { describe, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import { createJobs, defineJob, memoryStore, requires, type JobOutput, type Store } from '@nightshift/core';

// The compiler runs these: what must not compile is marked with @ts-expect-error, and fails the gate when it does compile.

interface Mailer {
  send(to: string): Promise<void>;
}
interface SqlTransaction {
  query(text: string): Promise<unknown>;
}

const traits = defineJob({
  name: 'traits',
  description: 'd',
  input: z.object({ userId: z.number(), size: z.number().default(5) }),
  run: (ctx) => {
    expectTypeOf(ctx.input).toEqualTypeOf<{ userId: number; size: number }>();
    return { traits: ctx.input.size };
  },
});
const scores = defineJob({
  name: 'scores',
  description: 'd',
  services: requires<{ mailer: Mailer }>(),
  dependsOn: [traits],
  async run(ctx) {
    expectTypeOf(ctx.results.traits).toEqualTypeOf<{ traits: number } | undefined>();
    // @ts-expect-error a job that is not a dependency has no result here
    void ctx.results.other;
    await ctx.services.mailer.send('a');
    if (ctx.attempt > 3) return ctx.snooze('1h');
    return 'done' as const;
  },
});
const transactional = defineJob({
  name: 'transactional',
  description: 'd',
  transaction: requires<SqlTransaction>(),
  async run(ctx) {
    await ctx.checkpoint.save(1, { tx: { query: () => Promise.resolve() } });
  },
});

const mailer: Mailer = { send: () => Promise.resolve() };

describe('types flow from the definition', () => {
  it('to inputs, outputs and services', () => {
    expectTypeOf<JobOutput<typeof traits>>().toEqualTypeOf<{ traits: number }>();
    expectTypeOf<JobOutput<typeof scores>>().toEqualTypeOf<'done'>();
    const jobs = createJobs({ jobs: [traits, scores], store: memoryStore(), services: { mailer } });
    const calls = () => [
      jobs.enqueue(traits, { userId: 8 }),
      jobs.enqueue('traits', { userId: 8, size: 3 }),
      jobs.enqueue(scores),
      // @ts-expect-error an input value that the schema does not have
      jobs.enqueue(traits, { userId: 8, userID: 9 }),
      // @ts-expect-error a value of the wrong type
      jobs.enqueue('traits', { userId: 'eight' }),
      // @ts-expect-error a required input left out
      jobs.enqueue(traits),
      // @ts-expect-error a name that is not in the registry
      jobs.enqueue('trait', { userId: 8 }),
      // @ts-expect-error a transaction given to a store that has none
      jobs.enqueue(scores, {}, { tx: { query: () => Promise.resolve() } }),
    ];
    expectTypeOf(calls).toBeFunction();
    const output = () => jobs.runJob('traits', { userId: 8 });
    expectTypeOf(output).returns.resolves.toEqualTypeOf<{ traits: number }>();
  });

  it('to schedules that are saved at run time', () => {
    const jobs = createJobs({ jobs: [traits, scores], store: memoryStore(), services: { mailer } });
    const at = { name: 'a', cron: '@daily' };
    const calls = () => [
      jobs.schedules.save({ ...at, job: traits, input: { userId: 8 }, missed: 'all', overlap: 'skip' }),
      jobs.schedules.save({ ...at, job: 'scores' }),
      // @ts-expect-error the job needs an input
      jobs.schedules.save({ ...at, job: 'traits' }),
      // @ts-expect-error a value of the wrong type
      jobs.schedules.save({ ...at, job: traits, input: { userId: 'eight' } }),
      // @ts-expect-error a job that the registry does not have
      jobs.schedules.save({ ...at, job: 'trails', input: { userId: 8 } }),
      // @ts-expect-error a policy that does not exist
      jobs.schedules.save({ ...at, job: 'scores', missed: 'never' }),
    ];
    expectTypeOf(calls).toBeFunction();
  });

  it('to what createJobs asks for', () => {
    const misuse = () => [
      // @ts-expect-error a service that the jobs need is missing
      createJobs({ jobs: [traits, scores], store: memoryStore() }),
      // @ts-expect-error a service of the wrong type
      createJobs({ jobs: [scores, traits], store: memoryStore(), services: { mailer: 5 } }),
      // @ts-expect-error jobs that checkpoint in transactions, on a store without them
      createJobs({ jobs: [transactional], store: memoryStore() }),
    ];
    const sql = {} as Store<SqlTransaction>;
    const fits = () => createJobs({ jobs: [transactional, traits], store: sql });
    expectTypeOf(misuse).toBeFunction();
    expectTypeOf(fits).toBeFunction();
  });
});
