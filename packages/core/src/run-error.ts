import { NightshiftError } from './errors.js';
import { CLEAR, type Mask } from './redaction/mask.js';
import type { RunError } from './store/run-record.js';

const LONGEST_MESSAGE = 4_000;
const LONGEST_STACK = 16_000;
const MOST_CAUSES = 5;

/**
 * The one door through which whatever was thrown becomes an error that can be stored: named, masked, capped, never throwing
 * itself. Masked before it is capped: half a secret would not be found.
 */
export function toRunError(thrown: unknown, mask: Mask = CLEAR): RunError {
  const text = (raw: unknown, longest: number): string => cap(mask.text(String(raw)), longest);
  if (!(thrown instanceof Error)) {
    return { code: 'HANDLER_ERROR', name: 'NonError', message: text(describe(thrown), LONGEST_MESSAGE) };
  }
  const causes = causesOf(thrown).map((cause) => text(cause, LONGEST_MESSAGE));
  return {
    code: thrown instanceof NightshiftError ? thrown.code : 'HANDLER_ERROR',
    name: text(thrown.name, 200),
    message: text(thrown.message, LONGEST_MESSAGE),
    ...(thrown.stack !== undefined && { stack: text(thrown.stack, LONGEST_STACK) }),
    ...(causes.length > 0 && { causes }),
  };
}

function causesOf(error: Error): string[] {
  const causes: string[] = [];
  for (let cause = error.cause; cause !== undefined && causes.length < MOST_CAUSES;) {
    causes.push(describe(cause));
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
