import { parentPort, workerData } from 'node:worker_threads';
import { OneConnection } from './one-connection.js';
import { sharedNow, type FromThread, type RenewalThreadData, type ToThread } from './protocol.js';
import { StandByLeases } from './stand-by-leases.js';

// The thread that renews leases while the host's event loop is blocked. It knows what each worker holds, hears when a worker
// renewed by itself, and connects to the server only when one has been silent for half a lease.

const port = parentPort;
if (port === null) throw new Error('This module is the entry of a worker thread; the store starts it');

const IDLE_MS = 60_000;
const LEAST_PATIENCE_MS = 2_000;

const { access, statement } = workerData as RenewalThreadData;
const connection = new OneConnection(access);
const standBys = new Map<number, StandByLeases>();
const failing = new Set<number>();
let alarm: { readonly at: number; readonly timer: NodeJS.Timeout } | null = null;
let isLooking = false;
let usedAt: number | null = null;

port.on('message', (message: ToThread) => {
  take(message);
  arm();
});

function take(message: ToThread): void {
  if (message.kind === 'end') return void standBys.delete(message.standBy);
  const known = standBys.get(message.standBy);
  if (message.kind === 'renewed') return known?.workerRenewed(message.at);
  const standBy = known ?? new StandByLeases(message.leaseMs);
  standBys.set(message.standBy, standBy);
  standBy.change(message.held, message.gone, message.at);
}

// An alarm that is too early only looks again, so most messages cost no timer.
function arm(): void {
  const times = [...standBys.values()].map(({ dueAt }) => dueAt).filter((dueAt) => dueAt !== null);
  if (usedAt !== null) times.push(usedAt + IDLE_MS);
  const at = Math.min(...times);
  if (isLooking || times.length === 0 || (alarm !== null && alarm.at <= at)) return;
  clearTimeout(alarm?.timer);
  alarm = { at, timer: setTimeout(() => void look(), Math.max(0, at - sharedNow())) };
}

async function look(): Promise<void> {
  alarm = null;
  isLooking = true;
  const due = [...standBys].filter(([, { dueAt }]) => dueAt !== null && dueAt <= sharedNow());
  for (const [id, standBy] of due) await renew(id, standBy);
  if (usedAt !== null && usedAt + IDLE_MS <= sharedNow()) {
    connection.drop();
    usedAt = null;
  }
  isLooking = false;
  arm();
}

async function renew(id: number, standBy: StandByLeases): Promise<void> {
  const leases = standBy.take(sharedNow());
  if (leases.length === 0) return;
  const keys = JSON.stringify(leases.map(({ runId, token }) => ({ id: runId, token })));
  try {
    usedAt = sharedNow();
    const patienceMs = Math.max(LEAST_PATIENCE_MS, standBy.leaseMs / 4);
    const rows = await connection.run(statement, [null, keys, standBy.leaseMs], patienceMs);
    standBy.renewed(leases, rows.map(toLease), usedAt);
    failing.delete(id);
  } catch (error) {
    standBy.failed(sharedNow());
    tell(id, error);
  }
}

function toLease(row: string): { runId: string; token: number } {
  const { id, token } = JSON.parse(row) as { id: string; token: number };
  return { runId: id, token };
}

// Once per outage, and neither the error nor its cause as a whole: a driver may have put settings into it.
function tell(standBy: number, error: unknown): void {
  if (failing.has(standBy)) return;
  failing.add(standBy);
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
  port?.postMessage({ kind: 'failed', standBy, message, code } satisfies FromThread);
}
