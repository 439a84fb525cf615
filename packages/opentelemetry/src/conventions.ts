import type { AnyJob } from '@nightshift/core';
import type { Attributes } from '@opentelemetry/api';

// Names of the semantic conventions for messaging, which are still in development; their package exports the stable ones alone.
// Source: https://opentelemetry.io/docs/specs/semconv/messaging/

/** What the engine does with a run, in the words of the conventions. */
export type Operation = 'send' | 'process';

/** Attributes of spans and metrics alike: all of them have few values. */
export function commonAttributes(operation: Operation, job: AnyJob): Attributes {
  return {
    'messaging.system': 'nightshift',
    'messaging.operation.name': operation,
    'messaging.destination.name': job.queue,
    'nightshift.job.name': job.name,
  };
}

/** Attributes of a span of one run. */
export function spanAttributes(operation: Operation, job: AnyJob, flowId: string | null): Attributes {
  return {
    ...commonAttributes(operation, job),
    'messaging.operation.type': operation,
    ...(flowId !== null && { 'messaging.message.conversation_id': flowId }),
  };
}

export function spanName(operation: Operation, job: AnyJob): string {
  return `${operation} ${job.queue}`;
}

/** Seconds; the conventions ask for these bounds. */
export const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
