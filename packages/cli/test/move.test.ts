import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pgliteStore } from '@nightshift/adapters-postgres';
import { createJobs, type AnyJob, type Jobs } from '@nightshift/core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { withoutPassword } from '../src/move/open-store.js';
import { jobs } from './fixtures/app/jobs.js';
import { nightshift, RunningCli, type Result } from './support/cli.js';
import { sharedStore } from './support/fleet.js';

const RUNS = 3_000;

describe('moving a store', { timeout: 180_000 }, () => {
  const { client, env, drop } = sharedStore();
  let folder = '';
  let from = '';
  let to = '';
  let runId = '';
  let password = '';
  const move = (...args: string[]): Promise<Result> => nightshift(['move', ...args], { cwd: folder });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nightshift-move-'));
    from = `pglite:${join(folder, 'data')}`;
    const url = new URL(inject('postgresUrl'));
    password = `:${url.password}@`;
    url.searchParams.set('schema', env.FIXTURE_SCHEMA);
    to = url.href;
    const source = embedded(folder);
    await source.enqueueMany(Array.from({ length: RUNS }, (_, userId) => ({ job: 'sync-user', input: { userId } })));
    await source.schedules.save({ name: 'weekly', job: 'collect', cron: '0 0 * * 1', input: { userId: 7 } });
    ({ runId } = await source.enqueue('slow', { label: 'kept' }, { key: 'held' }));
    await source.pause({ queue: 'mail' }, { by: 'ada' });
    await source.close();
  });
  afterAll(async () => {
    await drop();
    await rm(folder, { recursive: true, force: true });
  });

  it('refuses what it cannot move, with what to do, and without the password', async () => {
    const wrong = [[], ['--from', from], ['--from', from, '--to', from], ['--from', 'memory:', '--to', to], ['x']];
    for (const args of wrong) expect((await move(...args)).code).toBe(2);
    const unknown = await move('--from', from, '--to', 'mysql://user:tell-nobody@host/1');
    expect(unknown).toMatchObject({ code: 2, stderr: expect.stringContaining('no store opens "mysql://user@host/1"') });
    expect(unknown.stderr).not.toContain('tell-nobody');
  });

  it('says what it would move, and changes nothing', async () => {
    const { code, stdout } = await move('--from', from, '--to', to, '--dry-run');
    expect(code).toBe(0);
    expect(stdout).toContain(`runs by state: queued ${(RUNS + 1).toLocaleString('en-US')}`);
    expect(stdout).toContain('nothing was changed');
  });

  it('goes on where it was killed, at whatever moment, and ends with both the same', async () => {
    const codes: (number | null)[] = [];
    for (const word of ['is sealed', 'runs: 3,001 compared']) {
      const killed = new RunningCli(['move', '--from', from, '--to', to], { cwd: folder });
      await killed.said(word);
      killed.child.kill('SIGKILL');
      codes.push((await killed.ended).code);
    }
    expect(codes[0]).toBeNull();
    const { code, stdout, stderr } = await move('--from', from, '--to', to);
    expect(`${stdout}${stderr}`).not.toContain(password);
    // Little is left to do after the second kill: when it came too late, that is what the third one says.
    if (code === 4) expect(stderr).toContain('was moved to');
    else expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('both hold the same') });
  });

  it('leaves the target ready for work with everything in it, and the source closed', async () => {
    expect((await client.counts()).queued).toBe(RUNS + 1);
    expect(await client.get(runId)).toMatchObject({ key: 'held', input: { label: 'kept' } });
    expect((await client.enqueue('slow', {}, { key: 'held' })).runId).toBe(runId);
    expect((await client.schedules.list()).map(({ name }) => name)).toContain('weekly');
    expect(await client.paused()).toMatchObject([{ queue: 'mail', by: 'ada' }]);
    const source = embedded(folder);
    const worker = source.worker();
    const refusal = { code: 'STORE_MOVED', message: expect.stringContaining('was moved to postgres') };
    await expect(worker.start()).rejects.toMatchObject(refusal);
    await expect(source.enqueue('collect')).rejects.toMatchObject(refusal);
    expect((await source.counts()).queued).toBe(RUNS + 1);
    await worker.stop();
    await source.close();
    const again = await move('--from', from, '--to', to);
    expect(again).toMatchObject({ code: 4, stderr: expect.stringContaining('was moved to') });
    expect(again.stderr).not.toContain(password);
  });
});

describe('an address', () => {
  it.each([
    ['postgres://ada:secret@host:5/db?sslmode=require', 'postgres://ada@host:5/db?sslmode=require'],
    ['postgres://ada@host/db?password=secret', 'postgres://ada@host/db?password=********'],
    ['postgres://:secret@host/db', 'postgres://host/db'],
    ['pglite:.nightshift', 'pglite:.nightshift'],
  ])('is shown without its password: %s', (url, shown) => {
    expect(withoutPassword(url)).toBe(shown);
  });
});

function embedded(folder: string): Jobs<AnyJob, never> {
  const services = { traces: { note: () => undefined, untilAllowed: () => Promise.resolve() } };
  const store = pgliteStore({ dataDir: join(folder, 'data') });
  return createJobs({ jobs, store, services });
}
