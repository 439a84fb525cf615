import { FleetCounts, type CountsRuns, type Hook } from '@nightshift/core';
import { metrics, trace, type MeterProvider, type ObservableCallback, type TracerProvider } from '@opentelemetry/api';
import { Instruments } from './instruments.js';
import { processRun } from './process.js';
import { send } from './send.js';
import type { Tools } from './tools.js';

const SCOPE = '@nightshift/opentelemetry';

export interface OpenTelemetryOptions {
  /** Default: the global one. */
  readonly tracerProvider?: TracerProvider;
  /** Default: the global one. */
  readonly meterProvider?: MeterProvider;
  /**
   * Stores the trace context of each enqueue with its run, so that the spans of its attempts are linked to it. Default false:
   * what is stored with a run stays there as long as the run.
   */
  readonly propagate?: boolean;
}

/** What {@link openTelemetry} gives. */
export interface OpenTelemetry {
  /** For `hooks` of `createJobs`; put it first, so that its spans are around the other hooks. */
  readonly hook: Hook;
  /** Reports how many runs the store holds, by queue and state. @returns how to stop. */
  observe(jobs: CountsRuns): () => void;
}

/**
 * Spans and metrics by OpenTelemetry's semantic conventions for messaging. Looking for work makes no span.
 *
 * @example
 * import { createJobs, memoryStore } from '@nightshift/core';
 *
 * const telemetry = openTelemetry({ propagate: true });
 * const jobs = createJobs({ jobs: [], store: memoryStore(), hooks: [telemetry.hook] });
 * const stop = telemetry.observe(jobs);
 * stop();
 */
export function openTelemetry(options: OpenTelemetryOptions = {}): OpenTelemetry {
  const { tracerProvider = trace, meterProvider = metrics, propagate = false } = options;
  const meter = meterProvider.getMeter(SCOPE);
  const tools: Tools = { tracer: tracerProvider.getTracer(SCOPE), instruments: new Instruments(meter), propagate };
  return {
    hook: {
      name: 'opentelemetry',
      enqueue: (request, next) => send(tools, request, next),
      run: (attempt, next) => processRun(tools, attempt, next),
    },
    observe(jobs) {
      const counts = new FleetCounts(jobs);
      const gauge = meter.createObservableGauge('nightshift.runs', {
        unit: '{run}',
        description: 'Runs in the store; finished ones as long as they are kept.',
      });
      const report: ObservableCallback = async (result) => {
        for (const { queue, state, runs } of await counts.read()) {
          result.observe(runs, { 'messaging.destination.name': queue, 'nightshift.run.state': state });
        }
      };
      gauge.addCallback(report);
      return () => gauge.removeCallback(report);
    },
  };
}
