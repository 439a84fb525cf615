import type { Duration, WorkerOptions } from '@nightshift/core';
import type { Settings } from '../arguments/settings.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { UsageError } from '../usage-error.js';
import { WorkerProcess } from '../worker/worker-process.js';
import type { Invocation } from './command.js';

/** `nightshift worker`: works until a signal stops it. */
export async function worker({ host, output, positionals, session }: Invocation): Promise<ExitCode> {
  if (positionals.length > 0) {
    throw new UsageError(`nightshift worker takes no ${JSON.stringify(positionals[0])}.`, [
      'It works on every job it knows; --queue narrows it to queues.',
    ]);
  }
  const started = await session();
  const options = workerOptions(started.settings);
  const client = await started.preparedClient();
  await new WorkerProcess({ client, output, host }, options).untilStopped();
  return EXIT.success;
}

function workerOptions(settings: Settings): WorkerOptions {
  const concurrency = settings.wholeNumber('concurrency');
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
