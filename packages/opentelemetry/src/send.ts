import type { EnqueueAnswer, EnqueueChanges, EnqueueRequest } from '@nightshift/core';
import { SpanKind, type Span } from '@opentelemetry/api';
import { spanAttributes, spanName } from './conventions.js';
import { failSpan } from './fail-span.js';
import { toHeaders } from './trace-headers.js';
import type { Tools } from './tools.js';

type Next = (changes?: EnqueueChanges) => Promise<EnqueueAnswer>;

/** A span around enqueuing one run, and its measures. */
export function send(tools: Tools, request: EnqueueRequest, next: Next): Promise<void> {
  const attributes = spanAttributes('send', request.job, request.flowId);
  const options = { kind: SpanKind.PRODUCER, attributes };
  return tools.tracer.startActiveSpan(spanName('send', request.job), options, async (span) => {
    const startedAt = performance.now();
    let errorType: string | undefined;
    try {
      const { runId, outcome } = await next(tools.propagate ? withContext(request, span) : undefined);
      span.setAttributes({ 'messaging.message.id': runId, 'nightshift.enqueue.outcome': outcome });
    } catch (error) {
      errorType = failSpan(span, request.describe(error));
      throw error;
    } finally {
      tools.instruments.sent({ job: request.job, seconds: (performance.now() - startedAt) / 1_000, errorType });
      span.end();
    }
  });
}

function withContext({ options }: EnqueueRequest, span: Span): EnqueueChanges {
  return { headers: { ...options.headers, ...toHeaders(span.spanContext()) } };
}
