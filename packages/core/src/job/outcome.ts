import { toMilliseconds, type Duration } from '../duration.js';

/** What a handler returns, or throws, instead of a result: not done yet, come back later. */
export abstract class Outcome {
  readonly delayMs: number;

  constructor(
    delay: Duration,
    readonly reason?: string,
  ) {
    this.delayMs = toMilliseconds(delay, 'delay');
  }
}

/** Come back later; this attempt does not count. Made by `ctx.snooze`. */
export class Snooze extends Outcome {
  readonly kind = 'snooze';
}

/** The attempt failed, and somebody said when to try again. It counts as an attempt. Made by `ctx.retryAfter`. */
export class RetryAfter extends Outcome {
  readonly kind = 'retry-after';
}
