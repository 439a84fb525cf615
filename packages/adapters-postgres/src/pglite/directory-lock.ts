import { NightshiftError } from '@nightshift/core';
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { link, readFile, rename, unlink, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isRunning, startOfProcess } from './process-identity.js';

/** Who has the data directory open. */
interface Holder {
  readonly pid: number;
  readonly host: string;
  /** What the system says of the process's start, so that another process with the same pid is told apart; null when it says nothing. */
  readonly startedAt: string | null;
  /** Names this one lock, so that it is taken over once at most. */
  readonly nonce: string;
}

export interface DirectoryLock {
  release(): Promise<void>;
}

const PATIENCE = { tries: 40, pauseMs: 50 };

/**
 * Makes this process the only one that opens the directory.
 *
 * The lock is a file that appears complete, by a hard link, or not at all. One that a dead process left is taken over in
 * three steps: link a file named after that very lock, which one process alone can do; look again whether the lock is
 * still the dead one's; rename one's own file over it. Who comes late to the first step fails the second.
 *
 * @throws NightshiftError `STORE_IN_USE` naming the process that has it.
 */
export async function lockDirectory(directory: string): Promise<DirectoryLock> {
  const path = join(directory, 'lock');
  const self: Holder = {
    pid: process.pid,
    host: hostname(),
    startedAt: startOfProcess(process.pid),
    nonce: randomUUID(),
  };
  const draft = `${path}.${self.nonce}.draft`;
  await writeFile(draft, JSON.stringify(self));
  try {
    await acquire(path, draft);
  } finally {
    await removeIfThere(draft);
  }
  return heldLock(path, self);
}

async function acquire(path: string, draft: string): Promise<void> {
  for (let tries = PATIENCE.tries; ; tries--) {
    if (await linked(draft, path)) return;
    const holder = await readHolder(path);
    if (holder === null) continue;
    if (isAlive(holder)) throw inUse(path, holder);
    if (await tookOver(path, draft, holder)) return;
    if (tries === 0) throw inUse(path, holder);
    await delay(PATIENCE.pauseMs);
  }
}

async function tookOver(path: string, draft: string, dead: Holder): Promise<boolean> {
  const claims: string[] = [];
  // A process that died while it took over left its claim behind; the claim on *its* lock comes next in the chain.
  for (let last = dead; ;) {
    const claim = `${path}.${last.nonce}`;
    if (await linked(draft, claim)) {
      claims.push(claim);
      break;
    }
    const claimant = await readHolder(claim);
    if (claimant === null || isAlive(claimant)) return false;
    claims.push(claim);
    last = claimant;
  }
  const unchanged = (await readHolder(path))?.nonce === dead.nonce;
  if (unchanged) await rename(draft, path);
  // Only after the rename: whoever can claim again then finds a lock that is no longer the dead one's.
  for (const claim of unchanged ? claims : claims.slice(-1)) await removeIfThere(claim);
  return unchanged;
}

function heldLock(path: string, self: Holder): DirectoryLock {
  const releaseAtExit = (): void => {
    if (existsSync(path) && parseHolder(readFileSync(path, 'utf8')).nonce === self.nonce) rmSync(path, { force: true });
  };
  process.once('exit', releaseAtExit);
  return {
    async release() {
      process.off('exit', releaseAtExit);
      if ((await readHolder(path))?.nonce === self.nonce) await removeIfThere(path);
    },
  };
}

/** Across hosts nobody can tell whether a process runs, so its lock counts as held. */
function isAlive(holder: Holder): boolean {
  return holder.host !== hostname() || isRunning(holder.pid, holder.startedAt);
}

function inUse(path: string, holder: Holder): NightshiftError {
  const who = holder.pid === process.pid && holder.host === hostname() ? 'this process' : 'another process';
  const elsewhere = holder.host === hostname() ? '' : ` If that host is gone for good, delete ${path}.`;
  return new NightshiftError(
    'STORE_IN_USE',
    `The data directory is open in ${who}: pid ${holder.pid} on host ${holder.host}. ` +
      `One process at a time can open it; close it there, or use PostgreSQL to share work between processes.${elsewhere}`,
  );
}

async function linked(existing: string, path: string): Promise<boolean> {
  try {
    await link(existing, path);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

async function readHolder(path: string): Promise<Holder | null> {
  try {
    return parseHolder(await readFile(path, 'utf8'));
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw new NightshiftError(
      'STORE_IN_USE',
      `The lock file ${path} cannot be read. If no process has the directory open, delete it.`,
      { cause: error },
    );
  }
}

function parseHolder(text: string): Holder {
  return JSON.parse(text) as Holder;
}

async function removeIfThere(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
