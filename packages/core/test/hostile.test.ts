import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createJobs, defineJob, memoryStore, type AnyJob, type Json } from '@nightshift/core';
import { finish, inMemory, next } from './harness.js';

const NUL = '\u0000';
const HALF = '\ud800';

const anything = defineJob({ name: 'anything', description: 'd', input: z.any(), run: (ctx): unknown => ctx.input });

/** A value so many levels deep, made and looked at without recursion. */
function nested(levels: number): Json {
  let value: Json = {};
  for (let level = 1; level < levels; level += 1) value = level % 2 === 0 ? { deeper: value } : [value];
  return value;
}

function refusal(message: string, code = 'INVALID_INPUT') {
  return { code, message: expect.stringContaining(message) };
}

describe('large and deep values', () => {
  it('refuses an input of ten megabytes with its size and the limit', async () => {
    const jobs = inMemory([anything]);
    const input = { text: 'x'.repeat(10_000_000) };
    await expect(jobs.enqueue('anything', input)).rejects.toMatchObject(refusal('10000011 bytes'));
    await expect(jobs.enqueue('anything', input)).rejects.toMatchObject(refusal('more than the 1048576'));
    expect((await jobs.counts()).queued).toBe(0);
  });

  it('carries ten megabytes where the limits are raised', async () => {
    const limits = { inputBytes: 2 ** 24, outputBytes: 2 ** 24 };
    const jobs = createJobs({ jobs: [anything], store: memoryStore(), limits });
    const { runId } = await jobs.enqueue('anything', { text: 'x'.repeat(10_000_000) });
    const run = await finish(jobs, runId);
    expect((run.output as { text: string }).text).toHaveLength(10_000_000);
  });

  it('takes a thousand levels, and refuses one more, a hundred thousand, and a value that holds itself', async () => {
    const jobs = inMemory([anything]);
    const { runId } = await jobs.enqueue('anything', nested(1_000));
    expect((await finish(jobs, runId)).state).toBe('success');
    const itself: Record<string, unknown> = {};
    itself['self'] = itself;
    for (const input of [nested(1_001), nested(100_000), itself]) {
      await expect(jobs.enqueue('anything', input)).rejects.toMatchObject(refusal('more than 1000 levels'));
    }
  });

  it('fails a run whose output or checkpoint is too deep, without a retry for the output', async () => {
    const output = defineJob({ name: 'output', description: 'd', run: () => nested(100_000) });
    const checkpoint = defineJob({
      name: 'checkpoint',
      description: 'd',
      retry: { attempts: 1 },
      run: (ctx) => ctx.checkpoint.save(nested(100_000)),
    });
    const state = defineJob({
      name: 'state',
      description: 'd',
      retry: { attempts: 1 },
      run: (ctx) => ctx.state.set('x'.repeat(2_000_000)),
    });
    const jobs = inMemory([output, checkpoint, state]);
    const errors = await Promise.all(
      [output, checkpoint, state].map(async ({ name }) => {
        const { runId } = await jobs.enqueue(name);
        return (await finish(jobs, runId)).error;
      }),
    );
    expect(errors).toMatchObject([
      refusal('nested more than', 'INVALID_OUTPUT'),
      refusal('nested more than', 'INVALID_OPTION'),
      refusal('2000002 bytes', 'INVALID_OPTION'),
    ]);
  });

  it('refuses a schedule whose input is too deep', async () => {
    const jobs = inMemory([anything]);
    const saving = jobs.schedules.save({ name: 's', job: 'anything', cron: '@daily', input: nested(5_000) });
    await expect(saving).rejects.toMatchObject(refusal('nested more than'));
  });
});

const TO_STRING = JSON.parse('{"toString":true}') as Record<string, boolean>;

describe('keys of prototypes', () => {
  const hostile = JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}') as Json;

  it('are data like any other, and pollute nothing', async () => {
    const jobs = inMemory([anything]);
    const { runId } = await jobs.enqueue('anything', hostile);
    const run = await finish(jobs, runId);
    expect(JSON.stringify(run.input)).toBe(JSON.stringify(hostile));
    expect(JSON.stringify(run.output)).toBe(JSON.stringify(hostile));
    expect(Object.keys(run.input as object)).toEqual(['__proto__', 'constructor']);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('are names of headers, keys and states as any other', async () => {
    const headers = JSON.parse('{"__proto__":"a","constructor":"b"}') as Record<string, string>;
    const jobs = inMemory([anything]);
    const { runId } = await jobs.enqueue('anything', {}, { headers, key: '__proto__' });
    expect((await jobs.enqueue('anything', {}, { key: '__proto__' })).runId).toBe(runId);
    expect((await jobs.enqueue('anything', {}, { key: 'constructor' })).outcome).toBe('created');
    expect(JSON.stringify((await jobs.get(runId))?.headers)).toBe(JSON.stringify(headers));
  });

  it('are found in no registry, and a job may be called constructor', async () => {
    const named = defineJob({ name: 'constructor', description: 'd', run: () => 'built' });
    expect(() => inMemory([anything]).registry.get('__proto__')).toThrow('Unknown job "__proto__"');
    expect(inMemory([anything]).registry.find('constructor')).toBeUndefined();
    const jobs = createJobs({ jobs: [named], store: memoryStore(), schedules: {}, queues: {} });
    expect(await jobs.runJob('constructor')).toBe('built');
    const plan = jobs.plan({ jobs: ['constructor'] });
    expect(plan.runs.map(({ job }) => job)).toEqual(['constructor']);
    expect(() => createJobs({ jobs: [named], store: memoryStore(), schedules: TO_STRING })).toThrow(
      'Unknown job "toString"',
    );
  });

  it('are names of batch loops, spawns and limit keys as any other', async () => {
    const child = defineJob({
      name: 'child',
      description: 'd',
      input: z.object({ id: z.string() }),
      concurrency: { limit: 1, per: (input: { id: string }) => input.id },
      run: () => null,
    });
    const parent = defineJob({
      name: 'parent',
      description: 'd',
      async run(ctx) {
        const seen: number[] = [];
        for (const name of ['__proto__', 'constructor']) {
          for await (const batch of ctx.batches([1, 2, 3], { name, size: 2 })) seen.push(...batch.items);
        }
        await ctx.spawn(child, [{ id: '__proto__' }, { id: 'constructor' }], { name: '__proto__' });
        return seen;
      },
    });
    const jobs = inMemory([parent, child]);
    const { runId } = await jobs.enqueue('parent');
    const run = await finish(jobs, runId);
    expect(run).toMatchObject({ state: 'success', output: [1, 2, 3, 1, 2, 3] });
    const children = await jobs.list({ spawnedBy: runId });
    expect(children.runs.map(({ limitKey, state }) => [limitKey, state]).sort()).toEqual([
      ['__proto__', 'success'],
      ['constructor', 'success'],
    ]);
  });
});

describe('NUL and halves of surrogate pairs', () => {
  it('are data in inputs, outputs, errors, logs and headers', async () => {
    const text = `a${NUL}${HALF}z`;
    const fails = defineJob({
      name: 'fails',
      description: 'd',
      input: z.string(),
      retry: { attempts: 1 },
      run: (ctx) => {
        ctx.log.info(text, { [text]: text });
        ctx.progress.phase = text;
        throw new Error(text);
      },
    });
    const jobs = inMemory([fails, anything]);
    const { runId } = await jobs.enqueue('fails', text, { headers: { [text]: text } });
    const run = await finish(jobs, runId);
    expect(run).toMatchObject({ input: text, error: { message: text }, headers: { [text]: text } });
    expect((await jobs.logs(runId))[0]).toMatchObject({ message: text, fields: { [text]: text } });
    const echo = await jobs.enqueue('anything', { text });
    expect((await finish(jobs, echo.runId)).output).toEqual({ text });
  });

  it.each([NUL, HALF, `key${NUL}`, `${HALF}key`])('are refused in names: %j', async (name) => {
    const limited = defineJob({
      name: 'limited',
      description: 'd',
      input: z.object({ id: z.string() }),
      concurrency: { limit: 1, per: (input: { id: string }) => input.id },
      run: () => null,
    });
    const jobs = inMemory([anything, limited]);
    const code = { code: 'INVALID_OPTION' };
    await expect(jobs.enqueue('anything', {}, { key: name })).rejects.toMatchObject(code);
    await expect(jobs.pause({ queue: name })).rejects.toMatchObject(code);
    const rule = { name, job: 'anything', cron: '@daily', input: {} };
    await expect(jobs.schedules.save(rule)).rejects.toMatchObject(code);
    await expect(jobs.enqueue('limited', { id: name })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });
});

describe('long names', () => {
  const long = 'n'.repeat(10_000);

  it('are refused with their length, and never quoted whole', async () => {
    const jobs = inMemory([anything]);
    const refusals: readonly (() => unknown)[] = [
      () => defineJob({ name: long, description: 'd', run: () => null }),
      () => defineJob({ name: 'x', queue: long, description: 'd', run: () => null }),
      () => jobs.enqueue('anything', {}, { key: long }),
      () => jobs.schedules.save({ name: long, job: 'anything', cron: '@daily', input: {} }),
      () => jobs.pause({ queue: long }),
      () => jobs.cancel('01a203af-0000-7000-8000-000000000000', { message: long }),
      () => jobs.enqueue('anything', {}, { headers: { long } }),
    ];
    for (const refuse of refusals) {
      const error = await Promise.resolve()
        .then(async () => refuse())
        .then(
          () => undefined,
          (thrown: unknown) => thrown as Error,
        );
      expect(error).toMatchObject({ code: expect.stringMatching(/^INVALID_(OPTION|DEFINITION)$/) });
      expect(error?.message).toContain('10');
      expect(error?.message.length).toBeLessThan(500);
    }
  });

  it('are cut where people read them: phases, log lines, errors', async () => {
    const talks = defineJob({
      name: 'talks',
      description: 'd',
      retry: { attempts: 1 },
      run: (ctx) => {
        ctx.log.info(long);
        ctx.progress.phase = long;
        throw new Error(long);
      },
    });
    const jobs = inMemory([talks]);
    const { runId } = await jobs.enqueue('talks');
    const run = await finish(jobs, runId);
    expect(run.progress?.phase).toHaveLength(200);
    expect(run.error?.message.length).toBeLessThan(4_100);
    expect((await jobs.logs(runId))[0]?.message).toHaveLength(8_193);
  });

  it('keeps a key of 500 characters, and refuses more bytes than an index holds', async () => {
    const jobs = inMemory([anything]);
    expect((await jobs.enqueue('anything', {}, { key: 'ü'.repeat(500) })).outcome).toBe('created');
    await expect(jobs.enqueue('anything', {}, { key: '漢'.repeat(500) })).rejects.toMatchObject({
      code: 'INVALID_OPTION',
      message: expect.stringContaining('1500 bytes'),
    });
  });
});

describe('numbers out of range', () => {
  const bad = { code: 'INVALID_OPTION' };

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e300, '-5s', '1e300s', '5 weeks'])(
    'refuses the delay %s',
    async (delay) => {
      const jobs = inMemory([anything]);
      await expect(jobs.enqueue('anything', {}, { delay: delay as number })).rejects.toMatchObject(bad);
      const debounce = { key: 'k', mode: 'debounce', maxWait: delay as number } as const;
      await expect(jobs.enqueue('anything', {}, debounce)).rejects.toMatchObject(bad);
    },
  );

  it('takes moments as far away as dates go, and refuses what is no date', async () => {
    const jobs = inMemory([anything]);
    const far = await jobs.enqueue('anything', {}, { runAt: new Date(8.64e15) });
    const past = await jobs.enqueue('anything', {}, { runAt: new Date(-8.64e15) });
    expect((await jobs.get(far.runId))?.state).toBe('scheduled');
    expect((await jobs.get(past.runId))?.state).toBe('queued');
    await expect(jobs.enqueue('anything', {}, { runAt: new Date(2 ** 53) })).rejects.toMatchObject(bad);
  });

  it.each([-101, 101, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 40])(
    'refuses the priority %s',
    async (priority) => {
      await expect(inMemory([anything]).enqueue('anything', {}, { priority })).rejects.toMatchObject(bad);
    },
  );

  it.each([0, -1, 1.5, Number.NaN, 1e9])('refuses %s attempts', async (attempts) => {
    await expect(inMemory([anything]).enqueue('anything', {}, { attempts })).rejects.toMatchObject(bad);
  });

  const waits: readonly (readonly [number, string])[] = [
    [Number.NaN, 'queued'],
    [-5, 'queued'],
    [Number.POSITIVE_INFINITY, 'scheduled'],
    [1e300, 'scheduled'],
  ];
  it.each(waits)('writes the run down whatever a backoff gives: %s', async (wait, state) => {
    const fails = defineJob({
      name: 'fails',
      description: 'd',
      retry: { attempts: 2, backoff: () => wait },
      run: (ctx) => {
        if (ctx.attempt === 1) throw new Error('once');
      },
    });
    const jobs = inMemory([fails]);
    const { runId } = await jobs.enqueue('fails');
    const worker = jobs.worker({ poll: 20 });
    const released = next(jobs, 'run:released');
    await worker.start();
    expect((await released).delayMs).toBe(state === 'queued' ? 0 : 4.32e15);
    if (state === 'queued') expect(await jobs.wait([runId])).toMatchObject([{ state: 'success' }]);
    else expect(await jobs.get(runId)).toMatchObject({ state: 'scheduled' });
    await worker.stop();
  });
});

describe('lists', () => {
  it('of nothing do nothing', async () => {
    const jobs = inMemory([anything]);
    expect(await jobs.enqueueMany([])).toEqual([]);
    expect(await jobs.wait([])).toEqual([]);
    expect(await jobs.redrive([])).toMatchObject({ redriven: 0, skipped: [] });
    expect((await jobs.list({ jobs: [] })).runs).toEqual([]);
  });

  it('of a thousand jobs with a queue each are worked through', async () => {
    const list: AnyJob[] = Array.from({ length: 1_000 }, (_, queue) =>
      defineJob({ name: `job-${queue}`, description: 'd', queue: `queue-${queue}`, run: () => queue }),
    );
    const jobs = inMemory(list);
    const answers = await jobs.enqueueMany(list.map((job) => ({ job })));
    const worker = jobs.worker({ concurrency: 100, poll: 100 });
    await worker.start();
    const runs = await jobs.wait(answers.map(({ runId }) => runId));
    await worker.stop();
    expect(runs.map(({ output }) => output)).toEqual(list.map((_, queue) => queue));
  });
});
