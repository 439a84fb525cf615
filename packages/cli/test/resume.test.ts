import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nightshift, RunningCli, type Result } from './support/cli.js';

// The steps build on each other: one database, and what the command before left in it.
describe('an embedded store that outlives the command', { timeout: 120_000 }, () => {
  let folder: string;
  let env: NodeJS.ProcessEnv;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nightshift-cli-'));
    env = { FIXTURE_DATA: join(folder, 'data') };
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('is in use by one process at a time', async () => {
    const cli = new RunningCli(['run', 'slow'], { env });
    await cli.said('slow: 45 %');
    const second = await nightshift(['status', '--json'], { env });
    expect(second.code).toBe(4);
    expect(document(second)).toMatchObject({ kind: 'error', error: { code: 'STORE_IN_USE', exitCode: 4 } });
    cli.child.kill('SIGKILL');
    await cli.ended;
  });

  it('tells a killed run by its stalled lease', async () => {
    const found = await nightshift(['status', '--check', '--json'], { env });
    expect(found.code).toBe(1);
    expect(document(found)).toMatchObject({ kind: 'check', healthy: false, stalled: [{ job: 'slow' }], failed: [] });
  });

  it('goes on with the killed run when the same command is given again, to the same result', async () => {
    const cli = new RunningCli(['run', 'slow'], { env });
    await cli.noted('half 2');
    cli.allow();
    const resumed = await cli.ended;
    expect(resumed.code).toBe(0);
    expect(resumed.stderr).toMatch(/Resuming run [0-9a-f-]{36} of slow \(attempt 2\), interrupted at 45 %/);
    const whole = await nightshift(['run', 'slow'], { env: { ...env, FIXTURE_GATE: 'open' } });
    expect(whole.stderr).not.toContain('Resuming');
    expect(whole.stdout).toBe(resumed.stdout);
  });

  it('goes on with a flow: what is done is not done again', async () => {
    const killed = new RunningCli(['run', '--group=sums', '--yes'], { env });
    await killed.said('totals success');
    await killed.noted('half 1');
    killed.child.kill('SIGKILL');
    await killed.ended;
    const cli = new RunningCli(['run', '--group=sums', '--yes', '--json'], { env: { ...env, FIXTURE_GATE: 'open' } });
    const resumed = await cli.ended;
    expect(resumed.code).toBe(0);
    expect(resumed.stderr).toMatch(/Resuming flow [0-9a-f-]{36}: 2 of 3 runs are done\./);
    expect(cli.notes).toEqual(['half 2']);
    expect(document(resumed)).toMatchObject({ runs: [{ job: 'collect' }, { job: 'totals' }, { job: 'slow' }] });
  });

  it('hands a run back when it is terminated, without spending an attempt', async () => {
    const cli = new RunningCli(['run', 'slow', '--label=again'], { env });
    await cli.noted('half 1');
    cli.child.kill('SIGTERM');
    const stopped = await cli.ended;
    expect(stopped.stderr).toContain('The same command goes on from here.');
    expect(stopped.code).toBe(143);
  });

  it('leaves a run to a worker with --detach, once; the worker goes on with what was handed back, too', async () => {
    const first = await nightshift(['run', 'collect', '--detach'], { env });
    expect(first).toMatchObject({ code: 0, stderr: expect.stringContaining('It starts when a worker does') });
    const again = await nightshift(['run', 'collect', '--detach'], { env });
    expect(again).toMatchObject({ stdout: first.stdout, stderr: expect.stringContaining('nothing was added') });
    const worker = new RunningCli(['worker'], { env: { ...env, FIXTURE_GATE: 'open' } });
    await worker.said(`collect ${first.stdout.trim()} success`);
    await worker.noted('half 1');
    worker.child.kill('SIGTERM');
    const { code, stderr } = await worker.ended;
    expect(code).toBe(0);
    expect(stderr).toMatch(/slow [0-9a-f-]{36} success/);
  });
});

function document(result: Result): unknown {
  return JSON.parse(result.stdout) as unknown;
}
