import type { MetricFamily } from './metric-family.js';
import type { QueueCount } from './fleet-counts.js';

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
