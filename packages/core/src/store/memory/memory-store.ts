import { type Clock, systemClock } from '../../clock.js';
import type { Store } from '../contract.js';
import type { Notifications } from '../notifications.js';
import type { LimitStore } from '../limits.js';
import type { RunReader } from '../reader.js';
import type { ScheduleStore } from '../schedules.js';
import type { WorkerRegistry } from '../workers.js';
import { cancel } from './cancel.js';
import { claim, reap } from './claim.js';
import { enqueue } from './enqueue.js';
import { Gate, refuseTx } from './gate.js';
import { getState, setState } from './job-state.js';
import { cancelRequests, checkpoint, extend } from './leases.js';
import { nextOpeningMs, opensInMs, pause, paused, resume } from './limits.js';
import { newMemory } from './memory.js';
import { promote } from './promote.js';
import { prune } from './prune.js';
import { ahead, children, counts, finished, flow, get, list, parents } from './reader.js';
import { readLogs, report } from './reports.js';
import {
  advanceSchedule,
  dueSchedules,
  listSchedules,
  pauseSchedule,
  removeSchedules,
  resumeSchedule,
  saveSchedules,
} from './schedules.js';
import { release, settle } from './settle.js';
import { spawn } from './spawn.js';
import { beat, leave, live } from './worker-registry.js';

export interface MemoryStoreOptions {
  /** The store's own time; the system's unless given. */
  readonly clock?: Clock;
}

/**
 * A store in the memory of this process: the reference for what the verbs of {@link Store} mean, and the store for tests
 * and for work that may be forgotten when the process ends. What it holds survives `close`, and is gone with the object.
 *
 * @example
 * const jobs = createJobs({ jobs: [sendMail], store: memoryStore() });
 */
export function memoryStore({ clock = systemClock }: MemoryStoreOptions = {}): Store {
  const gate = new Gate(newMemory(clock));
  return {
    name: 'memory',
    exclusive: true,
    open: () => gate.open(),
    close: () => gate.close(),
    enqueue: (runs, options) => gate.run((memory) => (refuseTx(options), enqueue(memory, runs))),
    claim: (request) => gate.run((memory) => claim(memory, request)),
    spawn: (lease, runs) => gate.run((memory) => spawn(memory, lease, runs)),
    extend: (leases, leaseMs) => gate.run((memory) => extend(memory, leases, leaseMs)),
    cancelRequests: (runIds) => gate.run((memory) => cancelRequests(memory, runIds)),
    report: (reports) => gate.run((memory) => report(memory, reports)),
    checkpoint: (lease, value, options) => gate.run((memory) => (refuseTx(options), checkpoint(memory, lease, value))),
    settle: (settlements, options) => gate.run((memory) => (refuseTx(options), settle(memory, settlements))),
    release: (releases) => gate.run((memory) => release(memory, releases)),
    cancel: (runIds, reason) => gate.run((memory) => cancel(memory, runIds, reason)),
    promote: (limit) => gate.run((memory) => promote(memory, limit)),
    reap: (request) => gate.run((memory) => reap(memory, request)),
    prune: (request) => gate.run((memory) => prune(memory, request)),
    read: readerOf(gate),
    schedules: schedulesOf(gate),
    workers: workersOf(gate),
    limits: limitsOf(gate),
    state: {
      get: (job) => gate.run((memory) => getState(memory, job)),
      set: (job, value, options) => gate.run((memory) => (refuseTx(options), setState(memory, job, value))),
    },
    notifications: notificationsOf(gate),
  };
}

function readerOf(gate: Gate): RunReader {
  return {
    get: (runIds) => gate.run((memory) => get(memory, runIds)),
    list: (filter, page) => gate.run((memory) => list(memory, filter, page)),
    finished: (since, page) => gate.run((memory) => finished(memory, since, page)),
    counts: (filter) => gate.run((memory) => counts(memory, filter)),
    logs: (runId, page) => gate.run((memory) => readLogs(memory, runId, page)),
    parents: (runId) => gate.run((memory) => parents(memory, runId)),
    children: (runId, page) => gate.run((memory) => children(memory, runId, page)),
    flow: (flowId) => gate.run((memory) => flow(memory, flowId)),
    ahead: (runId) => gate.run((memory) => ahead(memory, runId)),
  };
}

function schedulesOf(gate: Gate): ScheduleStore {
  return {
    now: () => gate.run((memory) => new Date(memory.clock.now())),
    save: (rules) => gate.run((memory) => saveSchedules(memory, rules)),
    remove: (names) => gate.run((memory) => removeSchedules(memory, names)),
    list: () => gate.run(listSchedules),
    pause: (name, by) => gate.run((memory) => pauseSchedule(memory, name, by)),
    resume: (name, nextAt) => gate.run((memory) => resumeSchedule(memory, name, nextAt)),
    due: (request) => gate.run((memory) => dueSchedules(memory, request)),
    advance: (move) => gate.run((memory) => advanceSchedule(memory, move)),
  };
}

function workersOf(gate: Gate): WorkerRegistry {
  return {
    beat: (worker, ttlMs) => gate.run((memory) => beat(memory, worker, ttlMs)),
    leave: (workerId) => gate.run((memory) => leave(memory, workerId)),
    live: () => gate.run(live),
  };
}

function limitsOf(gate: Gate): LimitStore {
  return {
    pause: (target, by) => gate.run((memory) => pause(memory, target, by)),
    resume: (target) => gate.run((memory) => resume(memory, target)),
    paused: () => gate.run(paused),
    opensInMs: (windows) => gate.run((memory) => opensInMs(memory, windows)),
    nextOpeningMs: (jobs, rules) => gate.run((memory) => nextOpeningMs(memory, jobs, rules)),
  };
}

function notificationsOf(gate: Gate): Notifications {
  return { subscribe: (listener) => gate.run((memory) => memory.signals.subscribe(listener)) };
}
