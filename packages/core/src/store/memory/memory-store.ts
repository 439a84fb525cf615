import { type Clock, systemClock } from '../../clock.js';
import type { Store } from '../contract.js';
import type { Notifications } from '../notifications.js';
import type { LimitStore } from '../limits.js';
import type { RunReader } from '../reader.js';
import type { ScheduleStore } from '../schedules.js';
import type { TransferStore } from '../transfer.js';
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
import { forget, prune } from './prune.js';
import { ahead, backlog, children, counts, finished, flow, get, list, parents } from './reader.js';
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
import { exportPage, finishMove, importPage, receive, seal, unseal } from './transfer.js';
import { beat, dead, leave, live } from './worker-registry.js';

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
  const gate = new Gate(newMemory(), clock);
  return {
    name: 'memory',
    exclusive: true,
    open: () => gate.open(),
    close: () => gate.close(),
    enqueue: (runs, options) => gate.change((memory) => (refuseTx(options), enqueue(memory, runs))),
    claim: (request) => gate.change((memory) => claim(memory, request)),
    spawn: (lease, runs) => gate.change((memory) => spawn(memory, lease, runs)),
    extend: (leases, leaseMs) => gate.change((memory) => extend(memory, leases, leaseMs)),
    cancelRequests: (runIds) => gate.run((memory) => cancelRequests(memory, runIds)),
    report: (reports) => gate.change((memory) => report(memory, reports)),
    checkpoint: (lease, value, options) =>
      gate.change((memory) => (refuseTx(options), checkpoint(memory, lease, value))),
    settle: (settlements, options) => gate.change((memory) => (refuseTx(options), settle(memory, settlements))),
    release: (releases) => gate.change((memory) => release(memory, releases)),
    cancel: (runIds, reason) => gate.change((memory) => cancel(memory, runIds, reason)),
    promote: (limit) => gate.change((memory) => promote(memory, limit)),
    reap: (request) => gate.change((memory) => reap(memory, request)),
    prune: (request) => gate.change((memory) => prune(memory, request)),
    forget: (runIds) => gate.change((memory) => forget(memory, runIds)),
    read: readerOf(gate),
    schedules: schedulesOf(gate),
    workers: workersOf(gate),
    limits: limitsOf(gate),
    state: {
      get: (job) => gate.run((memory) => getState(memory, job)),
      set: (job, value, options) => gate.change((memory) => (refuseTx(options), setState(memory, job, value))),
    },
    notifications: notificationsOf(gate),
    transfer: transferOf(gate),
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
    backlog: () => gate.run(backlog),
  };
}

function schedulesOf(gate: Gate): ScheduleStore {
  return {
    now: () => gate.run((memory) => new Date(memory.now)),
    save: (rules) => gate.change((memory) => saveSchedules(memory, rules)),
    remove: (names) => gate.change((memory) => removeSchedules(memory, names)),
    list: () => gate.run(listSchedules),
    pause: (name, by) => gate.change((memory) => pauseSchedule(memory, name, by)),
    resume: (name, nextAt) => gate.change((memory) => resumeSchedule(memory, name, nextAt)),
    due: (request) => gate.run((memory) => dueSchedules(memory, request)),
    advance: (move) => gate.change((memory) => advanceSchedule(memory, move)),
  };
}

function workersOf(gate: Gate): WorkerRegistry {
  return {
    beat: (worker, ttlMs) => gate.change((memory) => beat(memory, worker, ttlMs)),
    leave: (workerId) => gate.run((memory) => leave(memory, workerId)),
    live: () => gate.run(live),
    dead: () => gate.run(dead),
  };
}

function limitsOf(gate: Gate): LimitStore {
  return {
    pause: (target, by) => gate.change((memory) => pause(memory, target, by)),
    resume: (target) => gate.change((memory) => resume(memory, target)),
    paused: () => gate.run(paused),
    opensInMs: (windows) => gate.run((memory) => opensInMs(memory, windows)),
    nextOpeningMs: (jobs, rules) => gate.run((memory) => nextOpeningMs(memory, jobs, rules)),
  };
}

function transferOf(gate: Gate): TransferStore {
  return {
    mark: () => gate.run((memory) => memory.move.mark),
    seal: (move) => gate.run((memory) => seal(memory, move)),
    unseal: (moveId) => gate.run((memory) => unseal(memory, moveId)),
    receive: (move) => gate.run((memory) => receive(memory, move)),
    export: (kind, page) => gate.run((memory) => exportPage(memory, kind, page)),
    import: (moveId, kind, page) => gate.run((memory) => importPage(memory, moveId, [kind, page])),
    finish: (moveId) => gate.run((memory) => finishMove(memory, moveId)),
  };
}

function notificationsOf(gate: Gate): Notifications {
  return {
    subscribe: (listener, options) => gate.run((memory) => memory.signals.subscribe(listener, options)),
  };
}
