import { readWorkerVariables, type Duration, type WorkerOptions } from '@nightshift/core';
import type { Settings } from '../arguments/settings.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { serveHealth, type HealthAddress } from '../health/health-server.js';
import { WorkerHealth } from '../health/worker-health.js';
import type { Host } from '../host.js';
import type { Output } from '../terminal/output.js';
import { UsageError } from '../usage-error.js';
import { WorkerProcess } from '../worker/worker-process.js';
import type { Invocation } from './command.js';

const LAST_PORT = 65_535;
const MOST_RUNS = 10_000;

/** `nightshift worker`: works until a signal stops it. */
export async function worker({ host, output, positionals, session }: Invocation): Promise<ExitCode> {
  refusePositionals('worker', positionals);
  if (!areEnabled(host, output)) return EXIT.success;
  const started = await session();
  const options = workerOptions(started.settings);
  const address = healthAddress(started.settings);
  const health = new WorkerHealth();
  // It answers before the store does: until then, that the worker is not ready.
  const server = address === undefined ? undefined : await serveHealth(health, address);
  try {
    if (server !== undefined) output.say(`Health is told at ${server.url}/health/live and ${server.url}/health/ready.`);
    const client = await started.preparedClient();
    await new WorkerProcess({ client, output, host, health }, options).untilStopped();
  } finally {
    await server?.close();
  }
  return EXIT.success;
}

/** Says so when the environment turns workers off. */
export function areEnabled({ env }: Pick<Host, 'env'>, output: Output): boolean {
  const { enabled } = readWorkerVariables(env);
  if (!enabled) output.say('No worker is started: ENABLE_WORKERS is false.');
  return enabled;
}

export function refusePositionals(command: string, positionals: readonly string[]): void {
  if (positionals.length === 0) return;
  throw new UsageError(`nightshift ${command} takes no ${JSON.stringify(positionals[0])}.`, [
    'It works on every job it knows; --queue narrows it to queues.',
  ]);
}

export function workerOptions(settings: Settings): WorkerOptions {
  const concurrency = settings.wholeNumber('concurrency', { least: 1, most: MOST_RUNS });
  const queues = settings.list('queue');
  const drain = settings.text('drain') as Duration | undefined;
  const lease = settings.text('lease') as Duration | undefined;
  return {
    ...(concurrency !== undefined && { concurrency }),
    ...(queues !== undefined && { queues }),
    ...(drain !== undefined && { drain }),
    ...(lease !== undefined && { lease }),
  };
}

/** @param others - how many further ports follow the one that is set. */
export function healthAddress(settings: Settings, others = 0): HealthAddress | undefined {
  const port = settings.wholeNumber('health-port', { least: 0, most: LAST_PORT - others });
  return port === undefined ? undefined : { port, host: settings.text('health-host') ?? '127.0.0.1' };
}
