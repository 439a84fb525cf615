import {
  createJobs,
  defineJob,
  HIDDEN,
  InvalidInputError,
  memoryStore,
  NonRetryableError,
  redact,
  redactLogs,
  secret,
  type AnyJob,
  type JobContext,
  type Jobs,
  type RunRecord,
} from '@nightshift/core';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { finish } from './harness.js';

/** What must stand nowhere but in the stored input: the value in each way that text can write it. */
const CANARY = 'Kanarie "7" &\\vogel/ü';
const WRITTEN = [
  CANARY,
  JSON.stringify(CANARY).slice(1, -1),
  JSON.stringify(JSON.stringify(CANARY).slice(1, -1)).slice(1, -1),
  encodeURIComponent(CANARY),
  new URLSearchParams({ q: CANARY }).toString().slice(2),
  Buffer.from(CANARY).toString('base64'),
  Buffer.from(CANARY).toString('base64url'),
];

function expectClean(channel: unknown): void {
  const text = typeof channel === 'string' ? channel : (JSON.stringify(channel) ?? '');
  for (const written of [...WRITTEN, ...WRITTEN.map((one) => JSON.stringify(one).slice(1, -1))]) {
    expect(text.includes(written), `${written} in ${text}`).toBe(false);
  }
}

/** Everything that leaves a run: what the store holds of it without its input, its log, events, and the host's logger. */
async function leavings(job: AnyJob, input: object): Promise<{ run: RunRecord; all: unknown[] }> {
  const told: unknown[] = [];
  const log = (message: string, fields?: object): void => void told.push([message, fields]);
  const logger = { debug: log, info: log, warn: log, error: log };
  const jobs = createJobs({ jobs: [job], store: memoryStore(), logger });
  for (const kind of ['run:started', 'run:log', 'run:progress', 'run:released', 'run:settled', 'worker:error'] as const)
    jobs.events.on(kind, (event: object) => told.push(event));
  const { runId } = await jobs.enqueue(job.name, input);
  const run = await finish(jobs, runId);
  expect(JSON.stringify(run.input)).toContain(JSON.stringify(CANARY).slice(1, -1));
  const stored = { ...run, input: undefined };
  const all = [stored, await jobs.logs(runId), await jobs.why(runId), told, redact(run, job)];
  await jobs.close();
  return { run, all };
}

const input = z.object({ who: z.string(), key: secret(z.string()) });

function withSecret(run: (ctx: JobContext<z.output<typeof input>>) => unknown): AnyJob {
  return defineJob({ name: 'call', description: 'Calls.', input, retry: { attempts: 2, backoff: () => 0 }, run });
}

describe('a secret of the input stands in the stored input and nowhere else', () => {
  const handlers: Record<string, (ctx: JobContext<z.output<typeof input>>) => unknown> = {
    'in an output, its keys included': ({ input: { key } }) => ({ sent: key, nested: [{ [key]: `a ${key} b` }] }),
    'in log lines and their fields': ({ log, input: { key } }) => {
      log.info(`key ${key}`, { key, error: new Error(key), deep: { list: [key, JSON.stringify({ key })] } });
      log.warn(`https://host.example/?${new URLSearchParams({ key }).toString()}`);
      log.error(`Basic ${Buffer.from(key).toString('base64')}`);
    },
    'in a log line that is cut short within it': ({ log, input: { key } }) => {
      log.info(`${'x'.repeat(8_192 - 5)}${key}`);
      log.info('fields', { text: `${'x'.repeat(8_192 - 20)}${key}` });
    },
    'in the phase of the progress': ({ progress, input: { key } }) => {
      progress.phase = `${'x'.repeat(196)}${key}`;
    },
    'in an error, its stack and its causes': ({ input: { key } }) => {
      throw new Error(`refused ${key}`, { cause: new Error(`since ${key}`, { cause: { key } }) });
    },
    'in an error that is cut short within it': ({ input: { key } }) => {
      throw new NonRetryableError(`${'x'.repeat(3_990)}${key}`);
    },
    'in what is thrown that is no error': ({ input: { key } }) => {
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- what this test is about
      throw { key };
    },
    'in the name of an error': ({ input: { key } }) => {
      throw Object.assign(new Error('no'), { name: key });
    },
    'in the reason for trying again': ({ input: { key }, retryAfter }) => retryAfter(0, `429 for ${key}`),
    'in an output that is refused': ({ input: { key } }) => ({
      toJSON: () => {
        throw new Error(key);
      },
    }),
  };
  it.each(Object.entries(handlers))('%s', async (_where, run) => {
    const { all } = await leavings(withSecret(run), { who: 'ada', key: CANARY });
    for (const channel of all) expectClean(channel);
  });

  it('hides the value and leaves the rest readable', async () => {
    const job = withSecret(({ log, input: { who, key } }) => {
      log.info(`${who} has ${key}`, { who, key });
      return `${who}:${key}`;
    });
    const { run, all } = await leavings(job, { who: 'ada', key: CANARY });
    expect(run.output).toBe(`ada:${HIDDEN}`);
    expect(all[1]).toMatchObject([{ message: `ada has ${HIDDEN}`, fields: { who: 'ada', key: HIDDEN } }]);
    expect(redact(run, job).input).toEqual({ who: 'ada', key: HIDDEN });
  });
});

it('a refused input is told without the secret that it holds', async () => {
  const schema = z.object({
    key: secret(z.string().refine((key) => key.length > 99, { error: ({ input: given }) => `bad ${String(given)}` })),
    pin: secret(z.string().refine(() => false, { error: ({ input: given }) => `bad pin ${String(given)}` })),
  });
  const job = defineJob({ name: 'call', description: 'Calls.', input: schema, run: () => null });
  const jobs = createJobs({ jobs: [job], store: memoryStore() });
  const error = await jobs.enqueue('call', { key: CANARY, pin: '42' }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(InvalidInputError);
  const { issues, message, stack } = error as InvalidInputError;
  expect(issues).toEqual([
    { path: 'key', message: `bad ${HIDDEN}` },
    { path: 'pin', message: 'Invalid value' },
  ]);
  for (const channel of [issues, message, stack]) expectClean(channel);
  await jobs.close();
});

it('what a schema throws is told without the secret', async () => {
  const schema = z.object({
    key: secret(z.string()).transform((key): string => {
      throw new Error(`cannot read ${key}`, { cause: key });
    }),
  });
  const job = defineJob({ name: 'call', description: 'Calls.', input: schema, run: () => null });
  const jobs = createJobs({ jobs: [job], store: memoryStore() });
  const error = await jobs.enqueue('call', { key: CANARY }).catch((thrown: unknown) => thrown);
  expect((error as Error).message).toBe(`cannot read ${HIDDEN}`);
  expect((error as Error).cause).toBeUndefined();
  expectClean((error as Error).stack);
  await jobs.close();
});

it('what an upcast throws is told without the secret', async () => {
  const store = memoryStore();
  const definition = {
    name: 'call',
    description: 'Calls.',
    input: z.object({ key: secret(z.string()) }),
    run: () => null,
  };
  const older = createJobs({ jobs: [defineJob(definition)], store });
  const { runId } = await older.enqueue('call', { key: CANARY });
  const upcast = (given: unknown): never => {
    throw new Error(`cannot bring up ${(given as { key: string }).key}`);
  };
  const newer: Jobs<AnyJob, never> = createJobs({ jobs: [defineJob({ ...definition, version: 2, upcast })], store });
  const run = await finish(newer, runId);
  expect(run.error).toMatchObject({ code: 'UPCAST_FAILED', message: expect.stringContaining(`bring up ${HIDDEN}`) });
  expectClean(await newer.preflight());
  await newer.close();
});

it('a value that the schema changed is found as the handler has it', async () => {
  const schema = z.object({ key: secret(z.string()).transform((key) => key.toUpperCase()) });
  const job = defineJob({ name: 'call', description: 'Calls.', input: schema, run: (ctx) => `it is ${ctx.input.key}` });
  const jobs = createJobs({ jobs: [job], store: memoryStore() });
  const run = await finish(jobs, (await jobs.enqueue('call', { key: 'hush-hush' })).runId);
  expect(run.output).toBe(`it is ${HIDDEN}`);
  await jobs.close();
});

it('a run from before the field was marked is hidden when it is shown', async () => {
  const before = defineJob({
    name: 'call',
    description: 'Calls.',
    input: z.object({ key: z.string() }),
    run: (ctx) => {
      ctx.log.info(`with ${ctx.input.key}`, { key: ctx.input.key });
      return { [ctx.input.key]: ctx.input.key };
    },
  });
  const jobs = createJobs({ jobs: [before], store: memoryStore() });
  const { runId } = await jobs.enqueue(before, { key: CANARY }, { key: `for ${CANARY}` });
  const run = await finish(jobs, runId);
  const after = defineJob({ name: 'call', description: 'Calls.', input, run: () => null });
  expectClean(redact(run, after));
  expect(redact(run, after).output).toEqual({ [HIDDEN]: HIDDEN });
  expectClean(redactLogs(await jobs.logs(runId), run, after));
  expectClean(redact(run, undefined).input);
  await jobs.close();
});
