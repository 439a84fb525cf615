import type { RunState } from './run-record.js';

/** Every step that a run can take, by the verb of the store that takes it. `null` is where it comes from: nowhere. */
export const RUN_TRANSITIONS: readonly RunTransition[] = [
  { from: null, to: 'waiting', verb: 'enqueue' },
  { from: null, to: 'scheduled', verb: 'enqueue' },
  { from: null, to: 'queued', verb: 'enqueue' },
  { from: null, to: 'scheduled', verb: 'spawn' },
  { from: null, to: 'queued', verb: 'spawn' },
  { from: 'scheduled', to: 'queued', verb: 'enqueue' },
  { from: 'queued', to: 'scheduled', verb: 'enqueue' },
  { from: 'waiting', to: 'scheduled', verb: 'settle' },
  { from: 'waiting', to: 'queued', verb: 'settle' },
  { from: 'waiting', to: 'cancelled', verb: 'settle' },
  { from: 'waiting', to: 'scheduled', verb: 'cancel' },
  { from: 'waiting', to: 'queued', verb: 'cancel' },
  { from: 'waiting', to: 'cancelled', verb: 'cancel' },
  { from: 'scheduled', to: 'queued', verb: 'promote' },
  { from: 'scheduled', to: 'cancelled', verb: 'cancel' },
  { from: 'queued', to: 'running', verb: 'claim' },
  { from: 'queued', to: 'cancelled', verb: 'cancel' },
  { from: 'running', to: 'running', verb: 'reap' },
  { from: 'running', to: 'queued', verb: 'release' },
  { from: 'running', to: 'scheduled', verb: 'release' },
  { from: 'running', to: 'waiting', verb: 'release' },
  { from: 'running', to: 'success', verb: 'settle' },
  { from: 'running', to: 'failed', verb: 'settle' },
  { from: 'running', to: 'cancelled', verb: 'settle' },
];

/**
 * One step of a run. A dependent is moved by the verb that made its parent final, and so is a run that waits for what it
 * spawned. An enqueue moves a run whose key it found held.
 */
export interface RunTransition {
  readonly from: RunState | null;
  readonly to: RunState;
  readonly verb: 'enqueue' | 'spawn' | 'claim' | 'settle' | 'release' | 'cancel' | 'promote' | 'reap';
}
