import type { AnyJob } from '@nightshift/core';
import type { Attributes, Meter } from '@opentelemetry/api';
import { commonAttributes, SECONDS, type Operation } from './conventions.js';

/** How an operation went. */
export interface Measured {
  readonly job: AnyJob;
  readonly seconds: number;
  /** A code or a name, for one that failed. */
  readonly errorType: string | undefined;
}

/** The metrics that the conventions name. */
export class Instruments {
  readonly #sent;
  readonly #consumed;
  readonly #sending;
  readonly #processing;

  constructor(meter: Meter) {
    const duration = { unit: 's', advice: { explicitBucketBoundaries: SECONDS } };
    this.#sent = meter.createCounter('messaging.client.sent.messages', {
      unit: '{message}',
      description: 'Runs that were enqueued, or could not be.',
    });
    this.#consumed = meter.createCounter('messaging.client.consumed.messages', {
      unit: '{message}',
      description: 'Attempts that reached a handler.',
    });
    this.#sending = meter.createHistogram('messaging.client.operation.duration', {
      ...duration,
      description: 'How long enqueuing took.',
    });
    this.#processing = meter.createHistogram('messaging.process.duration', {
      ...duration,
      description: 'How long handlers took.',
    });
  }

  sent(measured: Measured): void {
    const attributes = attributesOf('send', measured);
    this.#sent.add(1, attributes);
    this.#sending.record(measured.seconds, attributes);
  }

  consumed(job: AnyJob): void {
    this.#consumed.add(1, commonAttributes('process', job));
  }

  processed(measured: Measured): void {
    this.#processing.record(measured.seconds, attributesOf('process', measured));
  }
}

function attributesOf(operation: Operation, { job, errorType }: Measured): Attributes {
  return { ...commonAttributes(operation, job), ...(errorType !== undefined && { 'error.type': errorType }) };
}
