import { readFileSync } from 'node:fs';

/** Whether a process of this host runs and is the one that started then, not a later one that was given the same pid. */
export function isRunning(pid: number, startedAt: string | null): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // Another user's process answers EPERM: it is there.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
  }
  const now = startOfProcess(pid);
  return startedAt === null || now === null || now === startedAt;
}

/** When a process started, in the kernel's ticks since boot and as text to compare; null where the system has no /proc. */
export function startOfProcess(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the command in parentheses and may hold anything; field 22 is the twentieth after it.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}
