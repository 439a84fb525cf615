import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { Instance } from './instance.js';
import { Restarts, type InstanceEnd } from './restarts.js';

const POLICY = { backoff: () => 1, healthyMs: 60_000, failedStarts: 3 };
const STARTS = `process.send({ nightshift: 'started' });`;

/** An instance of a real process that runs this code. */
function instanceOf(code: string, { backoff = POLICY.backoff, file = process.execPath } = {}) {
  const stdout = new PassThrough();
  const ends: InstanceEnd[] = [];
  let tell: () => void = () => undefined;
  const pids: number[] = [];
  const instance = new Instance({
    name: '1',
    program: { file, args: ['-e', code], env: process.env, stdout, stderr: new PassThrough().resume() },
    restarts: new Restarts({ ...POLICY, backoff }),
    onStarted: (pid) => (pids.push(pid), tell()),
    onRestart: (end) => (ends.push(end), tell()),
    onGaveUp: (end) => ends.push(end),
  });
  return {
    instance,
    ends,
    pids,
    stdout,
    /** Resolves when it is so; looked at whenever something is told. */
    async until(isSo: () => boolean): Promise<void> {
      while (!isSo()) await new Promise<void>((resolve) => (tell = resolve));
    },
  };
}

describe('an instance', () => {
  it('is given up when it cannot start again and again', async () => {
    const { instance, ends } = instanceOf('process.exit(4)');
    expect(await instance.run()).toBe('gave-up');
    expect(ends.map(({ started, code }) => [started, code])).toEqual(Array.from({ length: 3 }, () => [false, 4]));
  });

  it('is given up at once when it was given something wrong', async () => {
    const { instance, ends } = instanceOf('process.exit(2)');
    expect(await instance.run()).toBe('gave-up');
    expect(ends).toHaveLength(1);
  });

  it('is given up when its program is not there', async () => {
    const { instance, ends } = instanceOf('', { file: '/nowhere/node' });
    expect(await instance.run()).toBe('gave-up');
    expect(ends.map(({ code, signal }) => [code, signal])).toEqual(Array.from({ length: 3 }, () => [null, null]));
  });

  it('is started again whenever it dies, as long as it can start', async () => {
    const { instance, ends, until } = instanceOf(`${STARTS} setImmediate(() => process.exit(7));`);
    const run = instance.run();
    await until(() => ends.length >= 5);
    instance.end('SIGTERM');
    expect(['stopped', 'failed']).toContain(await run);
    expect(ends.slice(0, 5).every(({ started, code }) => started && code === 7)).toBe(true);
  });

  it('is started again after kill -9, and ends when it is told to', async () => {
    const { instance, ends, pids, until } = instanceOf(
      `process.on('SIGTERM', () => process.exit(0)); ${STARTS} setInterval(() => {}, 1e6);`,
    );
    const run = instance.run();
    await until(() => pids.length === 1);
    instance.tell('SIGKILL');
    await until(() => pids.length === 2);
    expect(ends).toMatchObject([{ started: true, signal: 'SIGKILL' }]);
    instance.end('SIGTERM');
    expect(await run).toBe('stopped');
  });

  it('is not started once it was told to stop while it waits', async () => {
    const { instance, ends, pids, until } = instanceOf(`${STARTS} setImmediate(() => process.exit(1));`, {
      backoff: () => 3_600_000,
    });
    const run = instance.run();
    await until(() => ends.length === 1);
    instance.end('SIGTERM');
    expect(await run).toBe('stopped');
    expect(pids).toHaveLength(1);
  });

  it('has failed when it ends otherwise than it was told to', async () => {
    const { instance, pids, until } = instanceOf(
      `process.on('SIGTERM', () => process.exit(3)); ${STARTS} setInterval(() => {}, 1e6);`,
    );
    const run = instance.run();
    await until(() => pids.length === 1);
    instance.end('SIGTERM');
    expect(await run).toBe('failed');
  });

  it('gives away what it wrote last', async () => {
    const { instance, stdout } = instanceOf(`process.stdout.write('last words'); process.exitCode = 2;`);
    const read = text(stdout);
    await instance.run();
    stdout.end();
    expect(await read).toBe('[1] last words\n');
  });
});
