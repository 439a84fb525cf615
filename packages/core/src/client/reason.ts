import { NightshiftError } from '../errors.js';
import { nameFault } from '../name-fault.js';
import type { PauseTarget } from '../store/limits.js';

const LONGEST_BY = 200;
const LONGEST_MESSAGE = 4_000;
const LONGEST_NAME = 200;

/** Who does something and why, in words: stored as given, so bounded where it comes in. @throws NightshiftError `INVALID_OPTION`. */
export function checkReason<Reason extends { readonly by?: string; readonly message?: string }>(
  reason: Reason,
): Reason {
  checkText('reason.by', reason.by, LONGEST_BY);
  checkText('reason.message', reason.message, LONGEST_MESSAGE);
  return reason;
}

/** @throws NightshiftError `INVALID_OPTION` for a name that no queue or job can have. */
export function checkTarget(target: PauseTarget): void {
  const [kind, name] = 'queue' in target ? ['queue', target.queue] : ['job', target.job];
  const fault = nameFault(name, { characters: LONGEST_NAME, bytes: LONGEST_NAME });
  if (fault === null) return;
  throw new NightshiftError(
    'INVALID_OPTION',
    `Expected ${kind} to be a name of 1 to ${LONGEST_NAME} characters; received one that ${fault}.`,
  );
}

function checkText(where: string, text: unknown, longest: number): void {
  if (text === undefined || (typeof text === 'string' && text.length <= longest)) return;
  const received = typeof text === 'string' ? `${text.length} characters` : typeof text;
  throw new NightshiftError(
    'INVALID_OPTION',
    `Expected ${where} to be a text of at most ${longest} characters; received ${received}.`,
  );
}
