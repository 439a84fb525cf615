import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fixtureApp, nightshift, type Result } from './support/cli.js';

const APP = fixtureApp('secrets');
const GIVEN = ['leak', '--who=ada', '--apiKey=key canary', '--card={"number":"4000-canary","holder":"Ada"}'];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nightshift-secrets-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function said(...args: string[]): Promise<Result & { all: string }> {
  const result = await nightshift(args, { cwd: APP, env: { FIXTURE_DATA: join(folder, 'data') } });
  const all = result.stdout + result.stderr;
  expect(all, `nightshift ${args.join(' ')}`).not.toMatch(/canary/i);
  return { ...result, all };
}

function idIn({ stdout }: Result): string {
  return (JSON.parse(stdout) as { run: { id: string } }).run.id;
}

it('no command says a secret, whatever the job does with it', { timeout: 240_000 }, async () => {
  const done = await said('run', ...GIVEN, '--json', '--verbose');
  expect(done.code).toBe(0);
  expect(JSON.parse(done.stdout)).toMatchObject({
    run: {
      input: { who: 'ada', apiKey: '********', card: { number: '********', holder: 'Ada' } },
      output: { apiKey: '********', url: 'https://host.example/?key=********' },
    },
  });
  const failed = await said('run', ...GIVEN, '--fails', '--json', '--verbose');
  expect(failed.code).toBe(1);
  expect(failed.all).toContain('refused ********');
  for (const json of [[], ['--json']]) {
    await said('status', idIn(failed), ...json);
    await said('logs', idIn(failed), ...json);
  }
  await said('why', idIn(failed), '--json');
});

it('nor what it was in the definition, nor what was typed wrongly', { timeout: 120_000 }, async () => {
  const list = await said('list', '--json');
  expect(list.stdout).toContain('********');
  await said('help', 'run', 'leak');
  await said('run', ...GIVEN, '--plan', '--json');
  expect((await said('run', ...GIVEN, '--limits=canary')).code).toBe(2);
  expect((await said('run', 'leak', '--opts={"apiKey": canary}')).code).toBe(2);
  expect((await said('run', 'leak', '--who=ada', '--apiKey', '-canary')).code).toBe(2);
});
