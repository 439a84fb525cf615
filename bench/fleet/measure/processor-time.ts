import { readdir, readFile } from 'node:fs/promises';

/**
 * Processor time of a process and of all that it started, in milliseconds, to the nanosecond that Linux counts.
 *
 * @throws on a system without `/proc`.
 */
export async function treeMs(pid: number): Promise<number> {
  const parents = new Map<number, number>();
  for (const name of await readdir('/proc')) {
    const parent = /^\d+$/.test(name) ? await parentOf(Number(name)) : undefined;
    if (parent !== undefined) parents.set(Number(name), parent);
  }
  const tree = [...parents.keys()].filter((one) => isWithin(one, pid, parents));
  const times = await Promise.all(tree.map(ownMs));
  return times.reduce((sum, ms) => sum + ms, 0);
}

function isWithin(pid: number, root: number, parents: ReadonlyMap<number, number>): boolean {
  for (let at: number | undefined = pid; at !== undefined; at = parents.get(at)) if (at === root) return true;
  return false;
}

async function ownMs(pid: number): Promise<number> {
  const { main, others } = await threadsMs(pid);
  return main + others;
}

/** Processor time of a process's first thread, and of all its other threads that live. */
export async function threadsMs(pid: number): Promise<{ readonly main: number; readonly others: number }> {
  const ids = (await ifAlive(readdir(`/proc/${pid}/task`))) ?? [];
  const times = await Promise.all(
    ids.map(async (id) => {
      const text = await ifAlive(readFile(`/proc/${pid}/task/${id}/schedstat`, 'utf8'));
      return { id: Number(id), ms: Number(text?.split(' ')[0] ?? 0) / 1e6 };
    }),
  );
  const sum = (isMain: boolean): number =>
    times.reduce((total, { id, ms }) => total + ((id === pid) === isMain ? ms : 0), 0);
  return { main: sum(true), others: sum(false) };
}

/** Processor time of the whole machine, in milliseconds. */
export async function machineMs(): Promise<number> {
  const [line = ''] = (await readFile('/proc/stat', 'utf8')).split('\n');
  const [user = 0, nice = 0, system = 0, , , interrupts = 0, soft = 0] = line.split(/\s+/).slice(1).map(Number);
  // Of a hundred ticks a second, as Linux shows them on every architecture that Node runs on.
  return (user + nice + system + interrupts + soft) * 10;
}

/** The process that started one: of a PostgreSQL backend, the server. */
export async function parentOf(pid: number): Promise<number | undefined> {
  const text = await ifAlive(readFile(`/proc/${pid}/stat`, 'utf8'));
  // The name stands in parentheses and may hold anything.
  return text === undefined ? undefined : Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[1]);
}

async function ifAlive<Found>(reading: Promise<Found>): Promise<Found | undefined> {
  try {
    return await reading;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH') return undefined;
    throw error;
  }
}
