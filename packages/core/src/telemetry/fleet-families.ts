import type { Worker } from '../worker/worker.js';
import type { MetricFamily } from './metric-family.js';
import type { QueueCount } from './fleet-counts.js';

/** What the workers of this process do, as gauges. */
export function processFamilies(workers: Iterable<Pick<Worker, 'running' | 'allowance'>>): MetricFamily[] {
  const all = [...workers];
  const gauge = (name: string, help: string, value: number): MetricFamily => ({
    name,
    help,
    type: 'gauge',
    samples: [{ labels: {}, value }],
  });
  const running = all.reduce((sum, worker) => sum + worker.running.length, 0);
  const allowance = all.reduce((sum, worker) => sum + worker.allowance, 0);
  return [
    gauge('nightshift_process_running', 'Runs that execute in this process.', running),
    gauge(
      'nightshift_process_allowance',
      'Runs that this process may have at the same time, as busy as it is.',
      allowance,
    ),
  ];
}

/** What the store holds, as gauges: of the whole fleet, so that any one process can be asked. */
export function fleetFamilies(counts: readonly QueueCount[], workers: number): MetricFamily[] {
  return [
    {
      name: 'nightshift_runs',
      help: 'Runs in the store by queue and state; finished ones as long as they are kept.',
      type: 'gauge',
      samples: counts.map(({ queue, state, runs }) => ({ labels: { queue, state }, value: runs })),
    },
    {
      name: 'nightshift_workers',
      help: 'Workers of the fleet that are alive.',
      type: 'gauge',
      samples: [{ labels: {}, value: workers }],
    },
  ];
}
