import { through, type Link } from './chain.js';
import type { Hook, HookedAttempt } from './hook.js';

/** Calls an attempt's handler with the hooks around it. */
export function runWithHooks(
  hooks: readonly Hook[],
  attempt: HookedAttempt,
  handler: () => Promise<unknown>,
): Promise<unknown> {
  return through(hooks.flatMap(runLink), attempt, { change: (same) => same, last: handler });
}

function runLink(hook: Hook): Link<HookedAttempt, never, unknown>[] {
  if (hook.run === undefined) return [];
  return [{ name: hook.name, call: (attempt, next) => hook.run?.(attempt, () => next()) }];
}
