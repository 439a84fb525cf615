import { NightshiftError, type ErrorCode } from './errors.js';

/** How deep a value may be nested: what walks it (a schema, a mask, a form) needs a stack frame or more for each level. */
export const DEEPEST = 1_000;

interface Step {
  readonly items: readonly unknown[];
  next: number;
}

/**
 * Refuses a value that is nested deeper than 1,000 levels, such as one that holds itself. It keeps its way in a list of its
 * own, so it needs no stack however deep the value is.
 *
 * @param what - names the value in the error.
 * @throws NightshiftError with the given code.
 */
export function checkDepth(value: unknown, what: string, code: ErrorCode): void {
  const path: Step[] = [];
  enter(path, value);
  for (let step = path.at(-1); step !== undefined; step = path.at(-1)) {
    if (path.length > DEEPEST) {
      throw new NightshiftError(
        code,
        `${what} is nested more than ${DEEPEST} levels deep, or holds itself. Make it flatter, or pass it as text.`,
      );
    }
    if (step.next === step.items.length) path.pop();
    else enter(path, step.items[step.next++]);
  }
}

/** What writes itself, such as a date, and raw bytes have no levels that JSON sees. */
function enter(path: Step[], value: unknown): void {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return;
  if ('toJSON' in value && typeof value.toJSON === 'function') return;
  path.push({ items: Array.isArray(value) ? value : Object.values(value), next: 0 });
}
