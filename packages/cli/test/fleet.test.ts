import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nightshift, RunningCli, type Result } from './support/cli.js';
import { sharedStore } from './support/fleet.js';

describe('a fleet on a server', { timeout: 120_000 }, () => {
  const { client, env, drop } = sharedStore();

  beforeAll(() => client.open());
  afterAll(drop);

  it('is healthy, and warns when nobody is there to do the work', async () => {
    expect(await nightshift(['status', '--check'], { env })).toMatchObject({ code: 0, stdout: 'healthy\n' });
    const { code, stderr, stdout } = await nightshift(['run', 'sync-user', '--userId=1', '--detach'], { env });
    expect(code).toBe(0);
    expect(stderr).toContain('warning: no live worker takes sync-user');
    const why = await nightshift(['why', stdout.trim()], { env });
    expect(why.stdout).toContain('No worker is alive.\n    Start one: nightshift worker');
    const cancelled = await nightshift(['cancel', stdout.trim(), '--reason', 'not now', '--json'], { env });
    expect(document(cancelled)).toMatchObject({ runs: [{ answer: 'cancelled' }] });
    expect((await client.get(stdout.trim()))?.cancel).toMatchObject({ by: 'cli', message: 'not now' });
  });

  it('enqueues nothing when it refuses or only plans', async () => {
    const before = await client.counts();
    await nightshift(['run', 'sync-user', '--userID=8'], { env });
    await nightshift(['run', 'all', '--userId=8', '--plan'], { env });
    await nightshift(['run', 'all', '--userId=8'], { env });
    expect(await client.counts()).toEqual(before);
  });

  it('leaves the run alone when whoever follows it is interrupted, and follows it again', async () => {
    const worker = new RunningCli(['worker', '--drain=60s'], { env });
    await worker.said('Ctrl+C stops it');
    const following = new RunningCli(['run', 'slow'], { env });
    await worker.noted('half 1');
    await following.said('slow: 45 %');
    following.child.kill('SIGINT');
    const left = await following.ended;
    expect(left.code).toBe(130);
    const id = /nightshift cancel ([0-9a-f-]{36})/.exec(left.stderr)?.[1] ?? '';
    expect((await client.get(id))?.state).toBe('running');

    const again = new RunningCli(['run', 'slow', '--json'], { env });
    await again.said(`Run ${id} of slow is already running at 45 %`);
    worker.child.kill('SIGUSR2');
    await worker.said(`${id} slow: 45 %, 9/20`);
    // Told to stop, the worker first finishes what it has.
    worker.child.kill('SIGTERM');
    await worker.said('Finishing 1 run, up to 60s.');
    worker.allow();
    expect(document(await again.ended)).toMatchObject({ run: { id, state: 'success' } });
    expect((await worker.ended).code).toBe(0);
  });

  it('hands a run back at the second interrupt, without spending an attempt', async () => {
    const worker = new RunningCli(['worker'], { env });
    await worker.said('Ctrl+C stops it');
    const { runId } = await client.enqueue('slow', { label: 'twice' });
    await worker.noted('half 1');
    worker.child.kill('SIGINT');
    await worker.said('Press Ctrl+C again to stop now.');
    worker.child.kill('SIGINT');
    const ended = await worker.ended;
    expect(ended).toMatchObject({ code: 0, stderr: expect.stringContaining('1 run handed back') });
    expect(await client.get(runId)).toMatchObject({ state: 'queued', attempt: 0 });
    await client.cancel(runId);
  });

  it('takes no new work after TSTP, and finishes what it has', async () => {
    const worker = new RunningCli(['worker'], { env });
    await worker.said('Ctrl+C stops it');
    const { runId } = await client.enqueue('slow', { label: 'quiet' });
    await worker.noted('half 1');
    worker.child.kill('SIGTSTP');
    await worker.said('Taking no new work; 1 run to finish.');
    const next = await client.enqueue('collect', {});
    worker.allow();
    await client.wait([runId]);
    worker.child.kill('SIGTERM');
    await worker.ended;
    expect((await client.get(next.runId))?.state).toBe('queued');
    await client.cancel(next.runId);
  });

  it('ends with 3 when somebody else cancels', async () => {
    const cli = new RunningCli(['run', 'slow', '--label=cancelled', '--inline'], { env });
    await cli.noted('half 1');
    const [run] = (await client.list({ jobs: ['slow'], states: ['running'] })).runs;
    await client.cancel(run?.id ?? '', { by: 'somebody' });
    const result = await cli.ended;
    expect(result).toMatchObject({ code: 3, stderr: expect.stringContaining('slow cancelled') });
  });

  it('repeats a failed run, and tells failures of the last day', async () => {
    const failed = await nightshift(['run', 'always-fails', '--inline'], { env });
    const id = /nightshift retry ([0-9a-f-]{36})/.exec(failed.stderr)?.[1] ?? '';
    const again = await nightshift(['retry', id, '--inline', '--json'], { env });
    expect(again.code).toBe(1);
    expect(document(again)).toMatchObject({ run: { retryOf: id, state: 'failed', trigger: 'retry' } });
    const check = await nightshift(['status', '--check'], { env });
    expect(check).toMatchObject({ code: 1, stdout: expect.stringContaining(`failed always-fails ${id}`) });
    const logs = await nightshift(['logs', id], { env });
    expect(logs.stdout.split('\n')).toHaveLength(31);
  });

  it('shows everything, once and again and again', async () => {
    const status = await nightshift(['status'], { env });
    expect(status.stdout).toMatch(/success 2 .*failed 2/);
    expect(status.stdout).toContain('Last failures\n  always-fails');
    const watch = new RunningCli(['status', '--watch', '--json'], { env });
    watch.child.stdout?.once('data', () => watch.child.kill('SIGINT'));
    const watched = await watch.ended;
    expect(watched.code).toBe(130);
    expect(document({ ...watched, stdout: watched.stdout.split('\n')[0] ?? '' })).toMatchObject({
      schemaVersion: 1,
      kind: 'status',
      counts: { success: 2, failed: 2 },
    });
  });

  it('knows no run of another id', async () => {
    const commands = ['status', 'logs', 'why', 'retry', 'cancel'];
    const ask = (command: string) => nightshift([command, '01a203af-0000-7000-8000-000000000000'], { env });
    const codes = (await Promise.all(commands.map(ask))).map((result) => result.code);
    expect(codes).toEqual([2, 2, 2, 2, 2]);
  });
});

function document(result: Result): unknown {
  return JSON.parse(result.stdout) as unknown;
}
