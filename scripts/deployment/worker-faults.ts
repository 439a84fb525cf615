import { workerSettings } from '../../packages/core/src/worker/worker-options.js';
import { nightshiftArguments } from './command-faults.js';
import { seconds } from './duration.js';
import type { Launch } from './launch.js';

/** What the last writes, closing the store and leaving the fleet may take. */
const CLOSING_SECONDS = 5;

/** A worker that would be killed before it could stop by itself. */
export function stopFaults(launch: Launch, image: Launch): string[] {
  if (!isWorker(launch, image) || launch.stopSeconds === undefined) return [];
  const { drainMs, graceMs } = workerSettings({});
  const drain = flag(launch, 'drain') ?? launch.environment.get('NIGHTSHIFT_DRAIN');
  const needed = (drain === undefined ? drainMs / 1_000 : seconds(drain)) + graceMs / 1_000 + CLOSING_SECONDS;
  return launch.stopSeconds >= needed
    ? []
    : [`${launch.where}: a stop may take ${needed} s; SIGKILL comes after ${launch.stopSeconds} s`];
}

/** Probes of a port where no worker listens, or of a path that it does not serve. */
export function probeFaults(launch: Launch, { image, paths }: { image: Launch; paths: readonly string[] }): string[] {
  if (!isWorker(launch, image)) return [];
  const environment = new Map([...image.environment, ...launch.environment]);
  const port = Number(flag(launch, 'health-port') ?? environment.get('WORKER_HEALTH_PORT'));
  return launch.probes.flatMap((probe) => [
    ...(probe.port === port ? [] : [`${launch.where}: looks at port ${probe.port}; the worker listens on ${port}`]),
    ...(paths.includes(probe.path) ? [] : [`${launch.where}: the worker does not serve ${probe.path}`]),
  ]);
}

/** Whether a launch is a worker: by its own command, or by the image's where it has none. */
function isWorker(launch: Launch, image: Launch): boolean {
  return (nightshiftArguments(launch.command.length > 0 ? launch : image) ?? [])[0] === 'worker';
}

function flag({ command }: Launch, name: string): string | undefined {
  const at = command.indexOf(`--${name}`);
  return at < 0 ? undefined : command[at + 1];
}
