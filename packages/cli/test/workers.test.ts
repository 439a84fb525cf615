import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { nightshift, RunningCli } from './support/cli.js';
import { sharedStore } from './support/fleet.js';

const { client, env, drop } = sharedStore();

const started: RunningCli[] = [];

beforeAll(() => client.open());
afterEach(async () => {
  await Promise.all(started.splice(0).map((cli) => cli.end()));
});
afterAll(drop);

/** The command, ended after the test at the latest. */
function start(args: readonly string[], variables: NodeJS.ProcessEnv = {}): RunningCli {
  const cli = new RunningCli(args, { env: { ...env, ...variables } });
  started.push(cli);
  return cli;
}

/** A supervisor whose instances all work. */
async function supervisor(instances: number, args: readonly string[] = []): Promise<RunningCli> {
  // As pnpm hands over what stands after a script's name.
  const cli = start(['workers', '--', '--instances', String(instances), ...args]);
  for (let number = 1; number <= instances; number += 1) await cli.said(`Instance ${number} works as process`);
  return cli;
}

/** Which instance begins a run, and in which process it is. */
async function executorOf(cli: RunningCli, begins: string): Promise<{ readonly number: string; readonly pid: number }> {
  const [, number = ''] = await cli.matched(new RegExp(`^\\[(\\d)\\] ${begins}`, 'm'));
  const [, pid = ''] = await cli.matched(new RegExp(`Instance ${number} works as process (\\d+)`));
  return { number, pid: Number(pid) };
}

describe('workers under a supervisor', { timeout: 180_000 }, () => {
  it('are started again after kill -9, and the run of the dead one is taken over', async () => {
    const cli = await supervisor(2, ['--lease=1s', '--drain=60s']);
    expect(await client.store.workers.live()).toHaveLength(2);
    const { runId } = await client.enqueue('slow', {});
    const { number, pid } = await executorOf(cli, `slow ${runId} started$`);
    process.kill(pid, 'SIGKILL');
    await cli.said(`Instance ${number} was killed by SIGKILL; it is started again in`);
    await cli.said(`slow ${runId} started, attempt 2`);
    expect((await client.get(runId))?.attempts).toMatchObject([{ attempt: 1, outcome: 'lease-expired' }]);
    await cli.matched(new RegExp(`(Instance ${number} works as process[^]*){2}`));

    // It drains: the run has time, and ends because it is cancelled.
    cli.child.kill('SIGTERM');
    await cli.matched(/^\[\d\] Finishing 1 run, up to 60s\./m);
    await client.cancel(runId);
    const ended = await cli.ended;
    expect(ended).toMatchObject({ code: 0, stderr: expect.stringContaining('All instances have ended.') });
    expect((await client.get(runId))?.state).toBe('cancelled');
    // Those that were told to stop have left; the one that was killed still counts as living for a while.
    expect(await client.store.workers.live()).toMatchObject([{ pid }]);
  });

  it('hand their runs back at once when they are told to stop a second time', async () => {
    const cli = await supervisor(2, ['--drain=60s']);
    const { runId } = await client.enqueue('slow', { label: 'back' });
    await executorOf(cli, `slow ${runId} started$`);
    cli.child.kill('SIGINT');
    await cli.matched(/^\[\d\] Finishing 1 run/m);
    cli.child.kill('SIGINT');
    expect(await cli.ended).toMatchObject({ code: 0, stderr: expect.stringContaining('1 run handed back') });
    expect(await client.get(runId)).toMatchObject({ state: 'queued', attempt: 0 });
    await client.cancel(runId);
  });

  it('tell what they run, and take no new work, when the supervisor is asked for it', async () => {
    const cli = await supervisor(1);
    cli.child.kill('SIGUSR2');
    await cli.matched(/^\[1\] Worker \S+: 0 runs/m);
    cli.child.kill('SIGTSTP');
    await cli.matched(/^\[1\] Taking no new work/m);
    cli.child.kill('SIGTERM');
    expect((await cli.ended).code).toBe(0);
  });

  it('have a health port each', async () => {
    const cli = await supervisor(2, ['--health-port=0']);
    for (const number of [1, 2]) {
      const [, url = ''] = await cli.matched(new RegExp(`^\\[${number}\\] Health is told at (\\S+)/live`, 'm'));
      expect((await fetch(`${url}/ready`)).status).toBe(200);
    }
    cli.child.kill('SIGTERM');
    await cli.ended;
  });

  it('are given up loudly when what they were given is wrong', async () => {
    const result = await nightshift(['workers', '--instances=2', '--config=nowhere.ts'], { env });
    expect(result.code).toBe(2);
    expect(result.stderr).toMatch(/^\[\d\] error: There is no config file/m);
    expect(result.stderr).toMatch(/Instance \d could not be started: it ended with code 2 before it had started/);
    expect(result.stderr).toContain('All instances have ended.');
  });
});

describe('a dead worker', { timeout: 60_000 }, () => {
  it('is shown with the runs that it had', async () => {
    const { runId } = await client.enqueue('collect', {});
    await client.store.claim({ worker: 'gone-1', jobs: ['collect'], limit: 1, leaseMs: 600_000 });
    const said = { id: 'gone-1', host: 'gone', pid: 1, version: '1.2.3', jobs: ['collect'], queues: null };
    const slots = { concurrency: 5, allowance: 5, running: 1, runs: [runId], eventLoopDelayMs: 0, draining: false };
    await client.store.workers.beat({ ...said, ...slots }, 1);
    const status = await nightshift(['status'], { env });
    expect(status.stdout).toMatch(
      new RegExp(`Dead workers\\n  gone-1 +beat .* ago +had collect ${runId} \\(running\\)`),
    );
    const why = await nightshift(['why', runId], { env });
    expect(why.stdout).toContain('Its worker gone-1 (gone, process 1) is dead');
    expect(why.stdout).toContain('Another worker takes it over in');
    const json = await nightshift(['status', '--json'], { env });
    expect(JSON.parse(json.stdout)).toMatchObject({ dead: [{ id: 'gone-1', held: [{ runId }] }] });
  });
});
