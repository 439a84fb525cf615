import { NightshiftError } from '../errors.js';

const MOST = 10_000;

/** Environment variables, as `process.env` has them. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** What the environment says of the workers of a process. */
export interface WorkerVariables {
  /** False for `ENABLE_WORKERS=false`. */
  readonly enabled: boolean;
  /** `WORKER_CONCURRENCY`; undefined when it is not set. */
  readonly concurrency: number | undefined;
}

/**
 * Reads `ENABLE_WORKERS` (`true` or `false`, `1` or `0`) and `WORKER_CONCURRENCY` (a whole number from 1). What is empty is not set.
 *
 * @throws NightshiftError `INVALID_OPTION` naming the variable.
 */
export function readWorkerVariables({ ENABLE_WORKERS, WORKER_CONCURRENCY }: Variables): WorkerVariables {
  return {
    enabled: readSwitch('ENABLE_WORKERS', ENABLE_WORKERS) ?? true,
    concurrency: readCount('WORKER_CONCURRENCY', WORKER_CONCURRENCY),
  };
}

function readSwitch(name: string, text: string | undefined): boolean | undefined {
  if (!text) return undefined;
  if (['true', '1'].includes(text.toLowerCase())) return true;
  if (['false', '0'].includes(text.toLowerCase())) return false;
  throw expected(name, 'true or false', text);
}

function readCount(name: string, text: string | undefined): number | undefined {
  if (!text) return undefined;
  const count = Number(text);
  if (/^\d+$/.test(text) && count >= 1 && count <= MOST) return count;
  throw expected(name, `a whole number from 1 to ${MOST}`, text);
}

function expected(name: string, what: string, text: string): NightshiftError {
  const received = JSON.stringify(text.slice(0, 50));
  return new NightshiftError('INVALID_OPTION', `Expected ${name} to be ${what}; received ${received}.`);
}
