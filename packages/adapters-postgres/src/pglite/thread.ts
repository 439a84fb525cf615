import { PGlite } from '@electric-sql/pglite';
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { blankDatabase, ensureDataDirectory } from './blank-database.js';
import { packError, UPKEEP_ID, type Message, type Request, type ThreadData } from './protocol.js';
import { PreparedStatements } from './prepared-statements.js';
import { ROLLED_BACK } from '../database/database.js';
import { START_PARAMS } from './start-params.js';
import { UpkeepPace } from './upkeep-pace.js';
import { checkpointWhenDue, tidy } from './upkeep.js';
import { WorkQueue } from './work-queue.js';

// The thread that an embedded database lives in: one request at a time, in the order that WorkQueue gives.

const port = parentPort;
if (port === null) throw new Error('This module is the entry of a worker thread; pgliteStore starts it');

interface Engine {
  readonly pglite: PGlite;
  readonly prepared: PreparedStatements;
}

// With the renewals, so that it is next when no transaction is open: the log of a busy database grows fastest.
const CHECKPOINT: Request = { kind: 'checkpoint', id: UPKEEP_ID, lane: 'renewal', tx: null };

const { dataDir } = workerData as ThreadData;
const queue = new WorkQueue();
const unlisten = new Map<string, () => Promise<void>>();
const tidying = new UpkeepPace(1_000);
// A look at the log costs a fraction of a millisecond, and a second of writing can be a hundred megabytes of it.
const logging = new UpkeepPace(200);
let busy = false;

const tell = (message: Message): void => port.postMessage(message);

try {
  const pglite = await create();
  const engine = { pglite, prepared: new PreparedStatements(pglite) };
  port.on('message', (request: Request) => {
    queue.push(request);
    if (!busy) void work(engine, port);
  });
  tell({ kind: 'ready' });
} catch (error) {
  tell({ kind: 'failed', error: packError(error) });
}

async function create(): Promise<PGlite> {
  const startParams = [...START_PARAMS];
  if (dataDir === undefined) return PGlite.create({ loadDataDir: await blankDatabase(), startParams });
  await ensureDataDirectory(dataDir);
  return PGlite.create({ dataDir, startParams });
}

async function work(engine: Engine, requests: NonNullable<typeof parentPort>): Promise<void> {
  busy = true;
  for (;;) {
    // A statement blocks this thread's event loop, so what arrived meanwhile is still in the port. It has to be in the
    // queue before the next choice: a renewal that was asked for in time goes before a reap that was asked for earlier.
    for (let arrived = receiveMessageOnPort(requests); arrived; arrived = receiveMessageOnPort(requests)) {
      queue.push(arrived.message as Request);
    }
    const request = queue.take();
    if (request === undefined) break;
    const began = performance.now();
    await answer(engine, request);
    const tookMs = performance.now() - began;
    if (request.kind === 'upkeep') tidying.tidied(tookMs);
    else if (tidying.worked(tookMs)) queue.upkeep();
    if (logging.worked(tookMs)) queue.push(CHECKPOINT);
  }
  busy = false;
}

async function answer(engine: Engine, request: Request): Promise<void> {
  try {
    const { rows, affected } = await perform(engine, request);
    tell({ kind: 'done', id: request.id, rows, affected });
  } catch (error) {
    tell({ kind: 'refused', id: request.id, error: packError(error) });
  }
}

async function perform(
  { pglite, prepared }: Engine,
  request: Request,
): Promise<{ rows: readonly unknown[]; affected: number }> {
  switch (request.kind) {
    case 'statement':
      if (request.tx === null) await prepared.renewPlans();
      return { rows: await prepared.run(request.text, request.params), affected: 0 };
    case 'query':
      return outcome(await pglite.query<object>(request.text, [...request.params]));
    case 'copy':
      // PGlite asks its blob for the bytes; a Blob would copy them twice on the way.
      return outcome(await pglite.query(request.text, [], { blob: bytesAsBlob(request.chunk) }));
    case 'begin':
    case 'rollback':
      await pglite.exec(request.kind);
      break;
    case 'commit':
      await commit(pglite);
      break;
    case 'upkeep':
      await tidy(pglite);
      break;
    case 'checkpoint':
      await checkpointWhenDue(pglite);
      break;
    case 'script':
      await pglite.exec(request.text);
      break;
    case 'listen':
      await listen(pglite, request.channel);
      break;
    case 'unlisten':
      await unlisten.get(request.channel)?.();
      unlisten.delete(request.channel);
      break;
    case 'close':
      await pglite.close();
      break;
  }
  return { rows: [], affected: 0 };
}

// PostgreSQL answers COMMIT of a transaction in which a statement failed with ROLLBACK, and with no error.
async function commit(pglite: PGlite): Promise<void> {
  const { command } = (await pglite.query('commit')) as { command?: string };
  if (command === 'ROLLBACK') throw new Error(ROLLED_BACK);
}

async function listen(pglite: PGlite, channel: string): Promise<void> {
  if (unlisten.has(channel)) return;
  unlisten.set(channel, await pglite.listen(channel, (payload) => tell({ kind: 'heard', channel, payload })));
}

function outcome(result: { rows: object[]; affectedRows?: number }): { rows: object[]; affected: number } {
  return { rows: result.rows, affected: result.affectedRows ?? 0 };
}

function bytesAsBlob(bytes: ArrayBuffer): Blob {
  return { arrayBuffer: () => Promise.resolve(bytes) } as Blob;
}
