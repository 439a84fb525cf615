import { isSpanContextValid, type Link, type SpanContext } from '@opentelemetry/api';

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

type Headers = Readonly<Record<string, string>>;

/**
 * A trace context as a header of a run, by W3C Trace Context. The ids are stored with the run and nothing else: baggage and
 * trace state may hold anything.
 */
export function toHeaders(context: SpanContext): Headers {
  if (!isSpanContextValid(context)) return {};
  const { traceId, spanId, traceFlags } = context;
  return { traceparent: `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}` };
}

/** The link to the span that the headers name; none for headers without one, or with something else. */
export function linksOf(headers: Headers | null): Link[] {
  const found = TRACEPARENT.exec(headers?.['traceparent'] ?? '');
  if (found === null) return [];
  const [, traceId = '', spanId = '', flags = '00'] = found;
  const context: SpanContext = { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true };
  return isSpanContextValid(context) ? [{ context }] : [];
}
