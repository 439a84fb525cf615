import { NightshiftError } from './errors.js';
import type { RunError } from './store/run-record.js';

const LONGEST_MESSAGE = 4_000;
const LONGEST_STACK = 16_000;
const MOST_CAUSES = 5;

/** The one door through which whatever was thrown becomes an error that can be stored: named, capped, never throwing itself. */
export function toRunError(thrown: unknown, code?: string): RunError {
  if (!(thrown instanceof Error)) {
    return { code: code ?? 'HANDLER_ERROR', name: 'NonError', message: cap(describe(thrown), LONGEST_MESSAGE) };
  }
  const causes = causesOf(thrown);
  return {
    code: code ?? (thrown instanceof NightshiftError ? thrown.code : 'HANDLER_ERROR'),
    name: cap(String(thrown.name), 200),
    message: cap(String(thrown.message), LONGEST_MESSAGE),
    ...(thrown.stack !== undefined && { stack: cap(thrown.stack, LONGEST_STACK) }),
    ...(causes.length > 0 && { causes }),
  };
}

function causesOf(error: Error): string[] {
  const causes: string[] = [];
  for (let cause = error.cause; cause !== undefined && causes.length < MOST_CAUSES;) {
    causes.push(cap(describe(cause), LONGEST_MESSAGE));
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  return causes;
}

function describe(value: unknown): string {
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  if (typeof value === 'string') return value;
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    // A value that JSON cannot hold (a cycle, a bigint) still has a kind.
    return Object.prototype.toString.call(value);
  }
}

function cap(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length)}… (${text.length - length} more characters)`;
}
