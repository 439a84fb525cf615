import type { Worker } from '@nightshift/core';
import type { Client } from '../app/session.js';
import { plainLine } from '../progress/run-line.js';
import { counted } from '../terminal/wording.js';

const MEGABYTE = 2 ** 20;

/** What a worker is doing: its runs, what the process waits for, its memory, and the stack where it was interrupted. */
export async function activeRuns(client: Client, worker: Worker): Promise<string[]> {
  const runs = await client.store.read.get(worker.running);
  const now = await client.store.schedules.now();
  const resources = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo()) resources.set(kind, (resources.get(kind) ?? 0) + 1);
  return [
    `Worker ${worker.id}: ${counted(runs.length, 'run')}`,
    ...runs.map((run) => `  ${run.id} ${plainLine(run, now)}`),
    `  waiting for: ${[...resources].map(([kind, number]) => `${kind} ${number}`).join(', ') || 'nothing'}`,
    `  memory: ${Math.round(process.memoryUsage.rss() / MEGABYTE)} MB`,
  ];
}
