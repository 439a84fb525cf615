import type { Clock } from '../clock.js';
import type { JobEventEmitter, JobEvents } from '../events.js';
import type { RunEvent } from './job-event.js';

type Listener<Kind extends keyof JobEvents> = (...[event]: JobEvents[Kind]) => void;

/** Passes on what happens in this process, in full. @returns how to stop. */
export function listenLocally(events: JobEventEmitter, clock: Clock, push: (event: RunEvent) => void): () => void {
  const stops: (() => void)[] = [];
  const on = <Kind extends keyof JobEvents>(kind: Kind, listener: Listener<Kind>): void => {
    // The emitter's own type asks for the listener of one kind, known only when the kind is.
    events.on(kind, listener);
    stops.push(() => events.off(kind, listener));
  };
  const about = ({ runId, job, worker }: { runId: string; job: string; worker: string }) => ({
    runId,
    job,
    at: new Date(clock.now()),
    origin: worker,
  });
  on('run:enqueued', ({ runId, job, outcome }) =>
    push({ kind: 'enqueued', ...about({ runId, job, worker: 'client' }), outcome }),
  );
  on('run:started', (event) => push({ kind: 'started', ...about(event), attempt: event.attempt }));
  on('run:progress', (event) => push({ kind: 'progress', ...about(event), progress: event.progress }));
  on('run:log', ({ level, message, fields, ...event }) =>
    push({ kind: 'log', ...about(event), level, message, ...(fields && { fields }) }),
  );
  on('run:released', (event) =>
    push({ kind: 'released', ...about(event), outcome: event.outcome, error: event.error }),
  );
  on('run:settled', (event) => push({ kind: 'settled', ...about(event), state: event.state, error: event.error }));
  return () => {
    for (const stop of stops) stop();
  };
}
