import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
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

/** Where a worker tells its health. */
async function healthUrl(worker: RunningCli): Promise<string> {
  const [, url = ''] = await worker.matched(/Health is told at (http:\S+)\/live/);
  return url;
}

async function probe(url: string, path: string): Promise<{ readonly status: number; readonly body: unknown }> {
  const answer = await fetch(`${url}${path}`);
  return { status: answer.status, body: await answer.json() };
}

describe('the probes of a worker', { timeout: 120_000 }, () => {
  it('say that it is live and ready, and while it drains that it takes no new work', async () => {
    const worker = start(['worker', '--health-port=0', '--drain=60s']);
    const url = await healthUrl(worker);
    await worker.said('Ctrl+C stops it');
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:/);
    const [record] = await client.store.workers.live();
    const idle = { healthy: true, reasons: [], worker: record?.id, phase: 'working', running: 0 };
    for (const path of ['/live', '/ready', '']) expect(await probe(url, path)).toEqual({ status: 200, body: idle });
    expect((await fetch(url, { method: 'HEAD' })).status).toBe(200);
    expect((await fetch(url, { method: 'POST' })).status).toBe(405);
    expect((await probe(url, '/other')).status).toBe(404);

    await client.enqueue('slow', {});
    await worker.noted('half 1');
    worker.child.kill('SIGTERM');
    await worker.said('Finishing 1 run');
    const draining = { phase: 'draining', running: 1 };
    expect(await probe(url, '/ready')).toMatchObject({ status: 503, body: { reasons: ['draining'], ...draining } });
    expect(await probe(url, '/live')).toMatchObject({ status: 200, body: { healthy: true, ...draining } });
    worker.allow();
    expect((await worker.ended).code).toBe(0);
    await expect(fetch(url)).rejects.toThrow();
  });

  it('listen where the environment says', async () => {
    const variables = { WORKER_HEALTH_PORT: '0', WORKER_HEALTH_HOST: '::1' };
    const worker = start(['worker'], variables);
    const url = await healthUrl(worker);
    await worker.said('Ctrl+C stops it');
    expect(url).toMatch(/^http:\/\/\[::1\]:/);
    expect((await probe(url, '/ready')).status).toBe(200);
    worker.child.kill('SIGTERM');
    await worker.ended;
  });

  it('refuse a port that is in use, and an address of another machine, before anything is opened', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const inUse = await nightshift(['worker', `--health-port=${port}`], { env });
    expect(inUse).toMatchObject({ code: 2, stderr: expect.stringContaining(`port ${port} on 127.0.0.1 is in use`) });
    expect(inUse.stderr).not.toContain('prepared');
    server.close();
    const elsewhere = await nightshift(['worker', '--health-port=0', '--health-host=192.0.2.1'], { env });
    expect(elsewhere).toMatchObject({ code: 2, stderr: expect.stringContaining('192.0.2.1 is not of this machine') });
  });
});

describe('a worker', { timeout: 120_000 }, () => {
  it('hands its run back at the second SIGTERM, without a spent attempt', async () => {
    const worker = start(['worker']);
    await worker.said('Ctrl+C stops it');
    const { runId } = await client.enqueue('slow', { label: 'twice' });
    await worker.noted('half 1');
    worker.child.kill('SIGTERM');
    await worker.said('Finishing 1 run');
    worker.child.kill('SIGTERM');
    expect(await worker.ended).toMatchObject({ code: 0, stderr: expect.stringContaining('1 run handed back') });
    expect(await client.get(runId)).toMatchObject({ state: 'queued', attempt: 0 });
    await client.cancel(runId);
  });

  it('tells its supervisor that it has started, and drains when the supervisor has died', async () => {
    const worker = start(['worker'], { NIGHTSHIFT_SUPERVISED: '1' });
    const [message] = (await once(worker.child, 'message')) as [unknown];
    expect(message).toEqual({ nightshift: 'started' });
    const exit = once(worker.child, 'exit');
    worker.child.disconnect();
    expect(await exit).toEqual([0, null]);
    expect(await client.store.workers.live()).toEqual([]);
  });

  it('is not started where the environment turns workers off', async () => {
    for (const command of ['worker', 'workers']) {
      const result = await nightshift([command], { env: { ...env, ENABLE_WORKERS: 'false' } });
      expect(result).toMatchObject({ code: 0, stderr: 'No worker is started: ENABLE_WORKERS is false.\n' });
    }
  });

  it('takes its concurrency from the environment, and what is typed before that', async () => {
    for (const [args, concurrency] of [
      [[], 3],
      [['--concurrency=4'], 4],
    ] as const) {
      const worker = start(['worker', ...args], { WORKER_CONCURRENCY: '3' });
      await worker.said('Ctrl+C stops it');
      expect(await client.store.workers.live()).toMatchObject([{ concurrency }]);
      worker.child.kill('SIGTERM');
      await worker.ended;
    }
  });

  it.each([
    [['worker'], { ENABLE_WORKERS: 'flase' }, 'Expected ENABLE_WORKERS to be true or false; received "flase".'],
    [['worker'], { WORKER_CONCURRENCY: '0' }, 'Expected WORKER_CONCURRENCY to be a whole number from 1 to 10000'],
    [['worker', '--concurrency=x'], {}, 'Expected --concurrency to be a whole number from 1 to 10000; received "x".'],
    [['worker'], { WORKER_HEALTH_PORT: '70000' }, 'Expected WORKER_HEALTH_PORT to be a whole number from 0 to 65535'],
    [['worker', 'mail'], {}, 'nightshift worker takes no "mail".'],
    [['workers', '--', '--instances', '0'], {}, 'Expected --instances to be a whole number from 1 to 100'],
    [['workers', '--instances=2', '--health-port=65535'], {}, 'Expected --health-port to be a whole number from 0'],
    [['workers', '--lease=soon'], {}, 'Expected lease to be milliseconds'],
  ])('refuses %j with %j', async (args, variables, message) => {
    const result = await nightshift(args, { env: { ...env, ...variables } });
    expect(result).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
  });
});
