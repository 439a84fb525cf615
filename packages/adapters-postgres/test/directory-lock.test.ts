import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, inject, it } from 'vitest';
import { lockDirectory } from '../src/pglite/directory-lock.js';
import { startChild, type Child } from './support/child.js';

let directory: string;
beforeEach(async () => void (directory = await mkdtemp(join(inject('sharedFolder'), 'lock-'))));

const holder = (changes: object) =>
  JSON.stringify({ pid: process.pid, host: hostname(), startedAt: null, nonce: 'left-behind', ...changes });
const inUse = (message: unknown): unknown => expect.objectContaining({ code: 'STORE_IN_USE', message });

it('is one process at a time: another is told who has it, and gets it when that one is done', async () => {
  const child = startChild('open-directory.ts', directory);
  expect(await child.line()).toBe('locked');
  const named = new RegExp(`another process: pid ${child.pid} on host ${hostname()}`);
  await expect(lockDirectory(directory)).rejects.toEqual(inUse(expect.stringMatching(named)));
  expect(await child.finish()).toBe(0);
  await (await lockDirectory(directory)).release();
  expect(await readdir(directory)).toEqual([]);
});

it('is held against the same process too', async () => {
  const lock = await lockDirectory(directory);
  await expect(lockDirectory(directory)).rejects.toEqual(inUse(expect.stringContaining('this process')));
  await lock.release();
  await (await lockDirectory(directory)).release();
});

it('is taken over from a process that was killed, by one of many that try', async () => {
  const dead = startChild('open-directory.ts', directory);
  expect(await dead.line()).toBe('locked');
  await dead.kill();
  const children = Array.from({ length: 4 }, () => startChild('open-directory.ts', directory));
  const said = await Promise.all(children.map((child) => child.line()));
  const winners = children.filter((_, index) => said[index] === 'locked');
  expect(winners).toHaveLength(1);
  const [winner] = winners as [Child];
  for (const line of said) if (line !== 'locked') expect(line).toContain(`pid ${winner.pid}`);
  const { pid } = JSON.parse(await readFile(join(directory, 'lock'), 'utf8')) as { pid: number };
  expect(pid).toBe(winner.pid);
  await Promise.all(children.map((child) => child.finish()));
  expect(await readdir(directory)).toEqual([]);
});

it('within one process, many tries for a dead lock give it to one', async () => {
  for (let round = 0; round < 20; round++) {
    await writeFile(join(directory, 'lock'), holder({ startedAt: 'before this process', nonce: `dead-${round}` }));
    const tries = await Promise.allSettled(Array.from({ length: 8 }, () => lockDirectory(directory)));
    const won = tries.filter((attempt) => attempt.status === 'fulfilled');
    expect(won).toHaveLength(1);
    await won[0]!.value.release();
  }
});

it('a process with the pid of a dead one is not taken for it', async () => {
  await writeFile(join(directory, 'lock'), holder({ startedAt: 'before this process' }));
  await (await lockDirectory(directory)).release();
});

it('a takeover that a crash interrupted is finished by the next', async () => {
  const dead = startChild('open-directory.ts', directory);
  await dead.line();
  await dead.kill();
  const { pid, startedAt } = JSON.parse(await readFile(join(directory, 'lock'), 'utf8')) as {
    pid: number;
    startedAt: string;
  };
  await writeFile(join(directory, 'lock'), holder({ pid, startedAt, nonce: 'first' }));
  await writeFile(join(directory, 'lock.first'), holder({ pid, startedAt, nonce: 'second' }));
  const lock = await lockDirectory(directory);
  expect(await readdir(directory)).toEqual(['lock']);
  await lock.release();
});

it('of another host nobody can tell whether it lives, so its lock stands and the message says what to do', async () => {
  await writeFile(join(directory, 'lock'), holder({ host: 'elsewhere', pid: 1 }));
  await expect(lockDirectory(directory)).rejects.toEqual(
    inUse(expect.stringMatching(/pid 1 on host elsewhere.*delete .*lock/)),
  );
});
