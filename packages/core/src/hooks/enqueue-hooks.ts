import type { EnqueueAnswer } from '../store/contract.js';
import { through, type Link } from './chain.js';
import type { EnqueueChanges, EnqueueRequest, Hook } from './hook.js';

/** Enqueues one run with the hooks around it. */
export function enqueueWithHooks(
  hooks: readonly Hook[],
  request: EnqueueRequest,
  last: (request: EnqueueRequest) => Promise<EnqueueAnswer>,
): Promise<EnqueueAnswer> {
  return through(hooks.flatMap(enqueueLink), request, { change, last });
}

function enqueueLink(hook: Hook): Link<EnqueueRequest, EnqueueChanges, EnqueueAnswer>[] {
  if (hook.enqueue === undefined) return [];
  return [{ name: hook.name, call: (request, next) => hook.enqueue?.(request, next) }];
}

function change(request: EnqueueRequest, { headers, options, ...changes }: EnqueueChanges): EnqueueRequest {
  return { ...request, ...changes, options: { ...request.options, ...options, ...(headers && { headers }) } };
}
