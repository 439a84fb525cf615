import { createJobs } from '@nightshift/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jobs } from './fixtures/app/jobs.js';
import { nightshift, type Result } from './support/cli.js';
import { sharedStore } from './support/fleet.js';

describe('operations on a store', { timeout: 120_000 }, () => {
  const { client, env, drop } = sharedStore();
  const run = (...args: string[]): Promise<Result> => nightshift(args, { env });
  let dead: string[] = [];

  beforeAll(async () => {
    await client.open();
    const answers = await client.enqueueMany([
      { job: 'always-fails' },
      { job: 'always-fails' },
      { job: 'always-fails' },
    ]);
    dead = answers.map(({ runId }) => runId);
    const worker = client.worker();
    await worker.start();
    await client.wait(dead);
    await worker.stop();
  });
  afterAll(drop);

  it('is ready for a build that reads everything', async () => {
    const result = await run('preflight');
    expect(result).toMatchObject({ code: 0, stdout: 'ready: this build reads 0 unfinished runs and 0 schedules\n' });
  });

  it('says what this build cannot read, and exits with 1', async () => {
    const { runId } = await client.enqueue('sync-user', { userId: 1 });
    await client.store.enqueue([
      { ...(await unfinished(runId)), id: '01a203af-0000-7000-8000-000000000001', job: 'gone' },
      {
        ...(await unfinished(runId)),
        id: '01a203af-0000-7000-8000-000000000002',
        input: { userId: 'nobody', apiKey: 'hush-hush' },
      },
    ]);
    const { code, stdout } = await run('preflight');
    expect(code).toBe(1);
    expect(stdout).toContain(
      'gone: 1 run of a job that this build does not have\n  01a203af-0000-7000-8000-000000000001',
    );
    expect(stdout).toContain('sync-user: 1 run whose input the schema refuses\n  userId: Invalid input');
    expect(stdout).not.toContain('hush-hush');
    const json = await run('preflight', '--json');
    expect(document(json)).toMatchObject({ kind: 'preflight', ready: false, runsRead: 3, findings: [{}, {}] });
    expect((await run('preflight', 'now')).code).toBe(2);
    for (const { id } of (await client.list({ states: ['queued'] })).runs) await client.cancel(id);
  });

  it('lists dead runs with where they came from', async () => {
    const { code, stdout } = await run('dead', '--job', 'always-fails', '--since', '1h');
    expect(code).toBe(0);
    expect(stdout).toContain('HANDLER_ERROR Error: it never works');
    expect(stdout).toMatch(/1 attempt on \S+; from api, queue default/);
    expect(document(await run('dead', '--json', '--limit', '2'))).toMatchObject({ runs: [{}, {}], next: dead[1] });
    expect((await run('dead', '--job', 'slow')).stdout).toBe('no dead runs\n');
    expect((await run('dead', '--since', 'yesterday')).code).toBe(2);
  });

  it('redrives what is named or meant, each once, and only when that is said', async () => {
    expect((await run('redrive', '--job', 'always-fails')).code).toBe(2);
    const planned = await run('redrive', '--job', 'always-fails', '--dryRun');
    expect(planned.stdout).toMatch(/^would repeat 3 runs, due from /);
    expect((await client.list({ triggers: ['retry'] })).runs).toEqual([]);
    const one = await run('redrive', dead[0] ?? '');
    expect(one).toMatchObject({ code: 0, stdout: expect.stringContaining('repeating 1 run') });
    const rest = await run('redrive', '--rate', '1/h', '--yes', '--json');
    expect(document(rest)).toMatchObject({ redriven: 2, skipped: [{ reason: 'repeated', count: 1 }] });
    expect((await run('redrive', dead[0] ?? '')).code).toBe(1);
    expect((await run('redrive', '--rate', 'fast', '--yes')).code).toBe(2);
    expect((await run('redrive', '--cancel', '--reason', 'enough')).stdout).toBe(
      'cancelled 3 repeats that had not started\n',
    );
  });

  it('pauses and resumes a queue or a job, and says what is paused', async () => {
    expect((await run('pause', '--queue', 'default', '--reason', 'the provider is down')).code).toBe(0);
    expect((await run('pause', '--job', 'slow')).code).toBe(0);
    const { stdout } = await run('paused');
    expect(stdout).toMatch(/^queue default, since .* by cli: the provider is down\njob slow, since .* by cli\n$/);
    expect(document(await run('paused', '--json'))).toMatchObject({ paused: [{ queue: 'default' }, { job: 'slow' }] });
    expect((await run('resume', '--queue', 'default')).stdout).toBe('queue default goes on\n');
    expect((await run('resume', '--queue', 'default')).stdout).toBe('queue default was not paused\n');
    await run('resume', '--job', 'slow');
    expect((await run('paused')).stdout).toBe('nothing is paused\n');
    const wrong = [['pause'], ['pause', 'mail'], ['pause', '--job', 'a', '--queue', 'b'], ['pause', '--job', 'nobody']];
    const codes = (await Promise.all(wrong.map((args) => run(...args)))).map(({ code }) => code);
    expect(codes).toEqual([2, 2, 2, 2]);
  });

  async function unfinished(runId: string) {
    const record = (await createJobs({ jobs, store: client.store, services: SERVICES }).get(runId))!;
    const { job, queue, group, input, version, priority, maxAttempts, limitKey, headers } = record;
    const rest = { key: null, dedup: 'keep', flowId: null, trigger: 'api', retryOf: null, scheduledFor: null } as const;
    return { job, queue, group, input, version, priority, maxAttempts, limitKey, headers, ...rest, parents: [] };
  }
});

const SERVICES = { traces: { note: () => undefined, untilAllowed: () => Promise.resolve() } };

function document(result: Result): unknown {
  return JSON.parse(result.stdout) as unknown;
}
