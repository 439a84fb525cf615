import type { RunLog, RunRecord } from '@nightshift/core';
import type { Client } from '../app/session.js';

/** Log lines of runs that have not been read yet. */
export class LogTail {
  readonly #read = new Map<string, number>();

  constructor(private readonly client: Client) {}

  /** New lines of all the runs, with the job's name where there is more than one. */
  async read(runs: readonly RunRecord[]): Promise<string[]> {
    const lines: string[] = [];
    for (const run of runs.filter((one) => one.startedAt !== null)) {
      for (const log of await this.next(run.id))
        lines.push(runs.length > 1 ? `${run.job}: ${logLine(log)}` : logLine(log));
    }
    return lines;
  }

  /** New lines of one run. */
  async next(runId: string): Promise<RunLog[]> {
    const logs: RunLog[] = [];
    for (;;) {
      const page = await this.client.logs(runId, { after: this.#read.get(runId) ?? 0 });
      const last = page.at(-1);
      if (last === undefined) return logs;
      logs.push(...page);
      this.#read.set(runId, last.seq);
    }
  }
}

/** `12:30:05 info  text name=value`. */
export function logLine({ at, level, message, fields }: RunLog): string {
  const extra = Object.entries(fields ?? {}).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return [at.toISOString().slice(11, 19), level.padEnd(5), message, ...extra].join(' ');
}
