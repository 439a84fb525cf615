import { NightshiftError } from '../errors.js';

/** One hook's part in a call. */
export interface Link<Request, Changes, Answer> {
  readonly name: string;
  call(request: Request, next: (changes?: Changes) => Promise<Answer>): unknown;
}

interface End<Request, Changes, Answer> {
  change(request: Request, changes: Changes): Request;
  /** What the hooks are around. */
  last(request: Request): Promise<Answer>;
}

/**
 * Calls hooks around a function, the first outermost. The answer is the function's own, whatever a hook returns; an error
 * of a hook comes in its place, though never before what the hook has begun is over.
 *
 * @throws NightshiftError `HOOK_MISUSED` for a hook that called `next` not at all, or twice.
 */
export async function through<Request, Changes, Answer>(
  [link, ...inner]: readonly Link<Request, Changes, Answer>[],
  request: Request,
  end: End<Request, Changes, Answer>,
): Promise<Answer> {
  if (link === undefined) return end.last(request);
  const calls: Promise<Answer>[] = [];
  const next = (changes?: Changes): Promise<Answer> => {
    if (calls.length > 0) return Promise.reject(misused(link.name, 'called next() twice'));
    const call = through(inner, changes === undefined ? request : end.change(request, changes), end);
    // It is waited for below, also when the hook does not.
    call.catch(() => undefined);
    calls.push(call);
    return call;
  };
  try {
    await link.call(request, next);
  } catch (error) {
    await Promise.allSettled(calls);
    throw error;
  }
  const [call] = calls;
  if (call === undefined) throw misused(link.name, 'ended without calling next()');
  return call;
}

function misused(name: string, what: string): NightshiftError {
  return new NightshiftError(
    'HOOK_MISUSED',
    `The hook "${name}" ${what}. Call it once, and return or await what it gives; to refuse, throw an error.`,
  );
}
