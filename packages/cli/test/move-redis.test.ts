import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pgliteStore } from '@nightshift/adapters-postgres';
import { redisStore } from '@nightshift/adapters-redis';
import { createJobs, type AnyJob, type Jobs, type Store } from '@nightshift/core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { jobs } from './fixtures/app/jobs.js';
import { nightshift } from './support/cli.js';

const RUNS = 200;

const url = inject('redisUrl');

describe.skipIf(url === null)(`moving a store to Redis ${inject('whyNoRedis')}`, () => {
  const address = url ?? '';
  let folder = '';
  beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'nightshift-move-redis-'))));
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('carries everything there, and back again', { timeout: 120_000 }, async () => {
    const prefix = `move-${process.pid}`;
    const source = client(pgliteStore({ dataDir: join(folder, 'data') }));
    await source.enqueueMany(Array.from({ length: RUNS }, (_, userId) => ({ job: 'sync-user', input: { userId } })));
    const { runId } = await source.enqueue('slow', { label: 'kept' }, { key: 'held' });
    await source.close();
    const [embedded, redis] = [`pglite:${join(folder, 'data')}`, `${address}?prefix=${prefix}`];

    const there = await nightshift(['move', '--from', embedded, '--to', redis], { cwd: folder });
    expect({ code: there.code, stdout: there.stdout }).toMatchObject({ code: 0, stdout: said('both hold the same') });
    const target = client(redisStore({ url: address, prefix }));
    expect((await target.counts()).queued).toBe(RUNS + 1);
    expect((await target.enqueue('slow', {}, { key: 'held' })).runId).toBe(runId);
    await target.close();

    const home = `pglite:${join(folder, 'home')}`;
    const back = await nightshift(['move', '--from', redis, '--to', home], { cwd: folder });
    expect({ code: back.code, stdout: back.stdout }).toMatchObject({ code: 0, stdout: said('both hold the same') });
  });
});

function said(words: string): string {
  return expect.stringContaining(words) as string;
}

function client(store: Store): Jobs<AnyJob, never> {
  const services = { traces: { note: () => undefined, untilAllowed: () => Promise.resolve() } };
  return createJobs({ jobs, store, services });
}
