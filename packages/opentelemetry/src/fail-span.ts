import type { RunError } from '@nightshift/core';
import { SpanStatusCode, type Span } from '@opentelemetry/api';

/** Says that the span's operation failed, by an error whose secrets are masked. @returns its type. */
export function failSpan(span: Span, { code, name, message, stack }: RunError): string {
  const type = code === 'HANDLER_ERROR' ? name : code;
  span.setAttribute('error.type', type);
  span.recordException({ name, message, code, ...(stack !== undefined && { stack }) });
  span.setStatus({ code: SpanStatusCode.ERROR, message });
  return type;
}
