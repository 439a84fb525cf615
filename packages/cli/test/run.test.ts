import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nightshift, RunningCli, type Result } from './support/cli.js';

const escapes = '\u001b[';

function document(result: Result): Record<string, unknown> {
  return JSON.parse(result.stdout) as Record<string, unknown>;
}

describe.concurrent('nightshift run', () => {
  it('prints one document with --json, and everything else on stderr', async () => {
    const result = await nightshift(['run', 'sync-user', '--userId=8', '--dryRun', '--json']);
    expect(result).toMatchObject({ code: 0, stderr: expect.stringContaining('sync-user success') });
    expect(document(result)).toMatchObject({
      schemaVersion: 1,
      kind: 'run',
      run: { job: 'sync-user', state: 'success', input: { userId: 8, dryRun: true }, trigger: 'cli' },
    });
  });

  it('prints the output alone without --json, and nothing but it with --quiet', async () => {
    const result = await nightshift(['run', 'collect', '-q']);
    expect(result).toEqual({ code: 0, stdout: '{\n  "collected": 10\n}\n', stderr: '' });
  });

  it('reads options by type, under both spellings, and lists with commas', async () => {
    const result = await nightshift([
      ...['run', 'sync-user', '--user-id', '8', '--batchSize=7', '--mode', 'delta'],
      ...['--tags=a,b', '--tags', 'c', '--no-dryRun', '--limits={"rows":3}', '-q'],
    ]);
    expect(document(result)).toEqual({
      ...{ userId: 8, batchSize: 7, pauseMs: 50, dryRun: false, mode: 'delta' },
      ...{ tags: ['a', 'b', 'c'], limits: { rows: 3 } },
    });
  });

  it('takes options as JSON from a file and from stdin, under those that are typed', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'nightshift-cli-'));
    await writeFile(join(folder, 'input.json'), '{"userId": 1, "queue": "fast", "batchSize": 3}');
    const fromFile = await nightshift(['run', 'sync-user', `--opts=@${folder}/input.json`, '--batchSize=4', '-q']);
    await rm(folder, { recursive: true });
    expect(document(fromFile)).toMatchObject({ userId: 1, batchSize: 4, queue: 'fast' });
    const fromStdin = await nightshift(['run', 'sync-user', '--opts', '-', '-q'], { stdin: '{"userId": 2}' });
    expect(document(fromStdin)).toMatchObject({ userId: 2 });
  });

  it.each([
    [['run', 'sync-user', '--userID=8'], 'Did you mean --userId?'],
    [['run', 'build-index', '--dryRun'], 'build-index has no option --dryRun'],
    [['run', 'sync-user'], 'Missing --userId'],
    [['run', 'sync-users', '--userId=8'], 'Did you mean sync-user?'],
    [['run', 'all', '--userId=8'], 'Add --yes to go ahead'],
    [['run', 'build-index'], 'build-index needs sync-user, which has never run here'],
    [['run', 'slow', '--detach'], '--detach leaves nothing'],
    [['runn'], 'Did you mean nightshift run?'],
    [['status', '--wach'], 'Did you mean --watch?'],
  ])('refuses %j with exit 2 and says what to do', async (args, advice) => {
    const result = await nightshift(args);
    expect(result).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(advice) });
    expect(result.stderr).not.toContain('prepared');
  });

  it('tells errors as documents with --json', async () => {
    const result = await nightshift(['run', 'sync-user', '--userId=8', '--batchSize=5000', '--json']);
    expect(result.code).toBe(2);
    expect(document(result)).toMatchObject({
      kind: 'error',
      error: { code: 'INVALID_INPUT', exitCode: 2, issues: [{ path: 'batchSize' }] },
    });
  });

  it('fails with the last log lines and the error', async () => {
    const { code, stdout, stderr } = await nightshift(['run', 'always-fails']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('The last 20 of 30 log lines:');
    expect(stderr).toContain('line 30');
    expect(stderr).not.toContain('line 10\n');
    expect(stderr).toMatch(/always-fails failed: it never works\nrun [0-9a-f-]{36}\n/);
  });

  it('tells that an attempt failed and that it is tried again', async () => {
    const { code, stderr } = await nightshift(['run', 'fails-once']);
    expect(code).toBe(0);
    expect(stderr).toContain('fails-once: attempt 1 of 2 failed: not yet; again now');
  });

  it('hides secrets', async () => {
    const result = await nightshift(['run', 'sync-user', '--userId=8', '--apiKey=hush-hush', '--json']);
    expect(result.code).toBe(0);
    expect(result.stdout + result.stderr).not.toContain('hush-hush');
  });

  it('shows a plan in levels and enqueues nothing', async () => {
    const result = await nightshift(['run', '--group=nightly', '--userId=8', '--plan', '--json']);
    expect(result.code).toBe(0);
    expect(document(result)).toMatchObject({
      kind: 'plan',
      levels: [['sync-user'], ['build-index'], ['send-report']],
      runs: [{ input: { userId: 8 }, reason: { kind: 'needed', by: ['build-index'] } }, { input: {} }, { input: {} }],
    });
    expect(result.stderr).not.toContain('prepared');
  });

  it('runs a whole group in order', async () => {
    const cli = new RunningCli(['run', '--group=nightly', '--userId=8', '--yes', '--json']);
    const result = await cli.ended;
    expect(result.code).toBe(0);
    expect(cli.notes.map((note) => note.split(' ')[0])).toEqual(['sync-user', 'build-index', 'send-report']);
    expect(document(result)).toMatchObject({
      kind: 'flow',
      runs: [{ output: { userId: 8 } }, { output: { from: 8 } }, {}],
    });
  });

  it('pulls in what never ran, for everybody, and says so', async () => {
    const cli = new RunningCli(['run', 'totals', '--userId=8', '--json']);
    const result = await cli.ended;
    expect(result).toMatchObject({ code: 0, stderr: expect.stringContaining('collect first: it has never run here.') });
    expect(cli.notes).toEqual(['collect {"dryRun":false}', 'totals {"userId":8,"dryRun":false}']);
  });

  it.each([['--dryRun'], ['--no-deps']])('runs a job alone with %s', async (flag) => {
    const cli = new RunningCli(['run', 'totals', flag]);
    const result = await cli.ended;
    expect(result).toMatchObject({ code: 0, stderr: expect.stringContaining('collect has never succeeded here') });
    expect(cli.notes).toHaveLength(1);
  });

  it('stops waiting at --timeout', async () => {
    const { code, stderr } = await nightshift(['run', 'slow', '--timeout=1500ms']);
    expect(code).toBe(124);
    expect(stderr).toContain('Not done after 1.5 s.');
  });

  it('prints progress as plain lines where there is no terminal', async () => {
    const cli = new RunningCli(['run', 'slow']);
    await cli.said('slow: 45 %, 9/20');
    cli.allow();
    const result = await cli.ended;
    expect(result).toMatchObject({ code: 0, stderr: expect.stringContaining('slow success') });
    expect(result.stderr).not.toContain(escapes);
  });

  it('cancels at the first interrupt', async () => {
    const cli = new RunningCli(['run', 'slow']);
    await cli.noted('half 1');
    cli.child.kill('SIGINT');
    const result = await cli.ended;
    expect(result).toMatchObject({ code: 130, stderr: expect.stringContaining('slow cancelled') });
  });

  it('stops at the second interrupt, whatever the handler does', async () => {
    const cli = new RunningCli(['run', 'stubborn']);
    await cli.noted('stubborn');
    cli.child.kill('SIGINT');
    await cli.said('Press Ctrl+C again to stop at once.');
    cli.child.kill('SIGINT');
    const result = await cli.ended;
    expect(result.code).toBe(130);
    expect(result.stderr).not.toContain('stubborn cancelled');
  });

  it('stops with 143 when it is terminated', async () => {
    const cli = new RunningCli(['run', 'slow']);
    await cli.noted('half 1');
    cli.child.kill('SIGTERM');
    const result = await cli.ended;
    expect(result).toMatchObject({
      code: 143,
      stderr: expect.stringContaining('gone with the memory of this process'),
    });
  });

  it('prepares before work, and disposes at the end', async () => {
    const { stderr } = await nightshift(['run', 'tidy']);
    expect(stderr).toMatch(/^prepared\n(.*\n)*disposed\n$/);
  });

  it('says that the store cannot be reached', async () => {
    const result = await nightshift(['run', 'tidy', '--json'], { env: { FIXTURE_DOWN: '1' } });
    expect(result.code).toBe(4);
    expect(document(result)).toMatchObject({ kind: 'error', error: { code: 'STORE_UNREACHABLE', exitCode: 4 } });
  });
});
