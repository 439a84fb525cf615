import type { ScriptName } from './lua.generated.js';

/** Field and value in turn. */
export type Pairs = readonly string[];

/** For each lease: nothing when it is lost, else the request to cancel, empty without one. */
type LeaseAnswers = readonly (string | null)[];

/** Where the next page goes on, a run and how much of it is done, empty at the end; and three texts a record. */
type Page = readonly [runId: string, done: string, items: readonly string[]];

/** What each script answers with. */
export interface ScriptAnswers extends Record<ScriptName, unknown> {
  advanceSchedule: number;
  ahead: number | null;
  backlog: readonly (readonly [job: string, queue: string, group: string, queued: string, oldest: string])[];
  beat: number;
  cancel: readonly ('cancelled' | 'requested' | 'finished' | 'unknown')[];
  cancelRequests: readonly (string | null)[];
  checkpoint: string | null;
  children: readonly Pairs[];
  /** Ids behind one another, place and fields of the runs that had a hash in turn, and the documents, many in a text. */
  claim: readonly [
    leaseExpiresAt: string,
    hold: string,
    ids: string,
    known: readonly (number | Pairs)[],
    ...pieces: string[],
  ];
  count: readonly [next: string, counts: readonly (string | number)[]];
  dueSchedules: readonly [nextDueMs: string, due: readonly Pairs[]];
  enqueue: readonly (string | null)[];
  exportEdges: Page;
  exportLogs: Page;
  exportRuns: readonly Pairs[];
  exportStates: Pairs;
  exportWindows: Pairs;
  extend: LeaseAnswers;
  finished: readonly Pairs[];
  flow: readonly Pairs[];
  forget: readonly (0 | 1)[];
  get: readonly (Pairs | null)[];
  getState: string | null;
  importEdges: number;
  importLogs: number;
  importPauses: number;
  importRuns: number;
  importSchedules: number;
  importStates: number;
  importWindows: number;
  leave: number;
  list: readonly [next: string, runs: readonly Pairs[]];
  listSchedules: readonly Pairs[];
  logs: readonly string[];
  moveFinish: number;
  moveMark: Pairs;
  moveReceive: 'ready' | 'moved' | 'workers' | 'not-empty';
  moveSeal: readonly ['sealed' | 'moved' | 'workers' | 'running', runs?: string, untilMs?: string];
  moveUnseal: number;
  nextOpening: string | null;
  now: string;
  opensIn: readonly string[];
  parents: readonly (readonly [id: string, tags: string, state: string, edge: string, output: string | null])[];
  pause: number;
  paused: Pairs;
  pauseSchedule: number;
  promote: readonly [promoted: number, nextDueMs: string];
  prune: number;
  reap: readonly [nextExpiryMs: string, runs: readonly Pairs[]];
  release: LeaseAnswers;
  removeSchedules: number;
  report: LeaseAnswers;
  resume: number;
  resumeSchedule: number;
  saveSchedules: string | null;
  setState: number;
  /** Null when all leases were held and nobody asked to cancel. */
  settle: LeaseAnswers | null;
  spawn: string | null;
  tally: Pairs;
  workers: readonly [now: string, workers: Pairs];
}
