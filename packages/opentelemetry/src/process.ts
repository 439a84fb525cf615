import { Outcome, RetryAfter, RunAborted, type HookedAttempt } from '@nightshift/core';
import { SpanKind, type Span } from '@opentelemetry/api';
import { spanAttributes, spanName } from './conventions.js';
import { failSpan } from './fail-span.js';
import type { Tools } from './tools.js';
import { linksOf } from './trace-headers.js';

/**
 * A span around an attempt's handler, and its measures. It begins a trace of its own, linked to the span that enqueued the
 * run: a run may start days later, and many times. Nor is it a child of whatever was active when the worker was started.
 */
export function processRun(tools: Tools, attempt: HookedAttempt, next: () => Promise<unknown>): Promise<void> {
  const { job, run, worker } = attempt;
  tools.instruments.consumed(job);
  const attributes = {
    ...spanAttributes('process', job, run.flowId),
    'messaging.message.id': run.id,
    'messaging.client.id': worker,
    'nightshift.run.attempt': run.attempt,
  };
  const options = { kind: SpanKind.CONSUMER, root: true, links: linksOf(run.headers), attributes };
  return tools.tracer.startActiveSpan(spanName('process', job), options, async (span) => {
    const startedAt = performance.now();
    let errorType: string | undefined;
    try {
      errorType = tellOutcome(span, await next());
    } catch (error) {
      errorType = tellThrown(span, error, attempt);
      throw error;
    } finally {
      tools.instruments.processed({ job, seconds: (performance.now() - startedAt) / 1_000, errorType });
      span.end();
    }
  });
}

/** @returns the type of error, when the handler asked for another try. */
function tellOutcome(span: Span, returned: unknown): string | undefined {
  if (!(returned instanceof Outcome)) return undefined;
  const retry = returned instanceof RetryAfter;
  span.setAttribute('nightshift.attempt.outcome', retry ? 'retry-after' : 'snoozed');
  return retry ? 'retry-after' : undefined;
}

function tellThrown(span: Span, thrown: unknown, attempt: HookedAttempt): string | undefined {
  if (thrown instanceof Outcome) return tellOutcome(span, thrown);
  // A handler that stops because it was asked to does what it should.
  if (thrown instanceof RunAborted && thrown.code !== 'TIMEOUT') {
    span.setAttribute('nightshift.attempt.outcome', thrown.code.toLowerCase());
    return undefined;
  }
  return failSpan(span, attempt.describe(thrown));
}
