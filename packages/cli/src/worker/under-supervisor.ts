import type { Host } from '../host.js';

/** Set for a worker that `nightshift workers` started: its channel leads to the supervisor. */
export const SUPERVISED = 'NIGHTSHIFT_SUPERVISED';

/** What a worker tells its supervisor: that it has started, so that the end of it is no failure to start. */
export interface StartedMessage {
  readonly nightshift: 'started';
}

export const STARTED: StartedMessage = { nightshift: 'started' };

export function isStarted(message: unknown): message is StartedMessage {
  return typeof message === 'object' && message !== null && 'nightshift' in message && message.nightshift === 'started';
}

/** The supervisor of this worker, when it has one. */
export interface Supervision {
  started(): void;
  /** Listens no more. */
  release(): void;
}

/** @param onGone - the supervisor has died: nobody would stop this worker any more. */
export function superviseBy(host: Host, onGone: () => void): Supervision {
  if (host.env[SUPERVISED] === undefined || host.send === undefined) {
    return { started: () => undefined, release: () => undefined };
  }
  host.on('disconnect', onGone);
  // A channel that breaks while this is sent is a supervisor that has died, and `disconnect` tells that.
  const started = (): void => void host.send?.(STARTED, undefined, undefined, () => undefined);
  return { started, release: () => void host.off('disconnect', onGone) };
}
