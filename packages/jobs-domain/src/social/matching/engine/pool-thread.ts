import { parentPort as port, workerData } from 'node:worker_threads';
import { rawToScore } from '../model/score.js';
import type { MatchKernel } from './kernel.js';
import { attachKernel, prepareKernel } from './prepared-kernel.js';
import type { ThreadReply, ThreadStart, ThreadTask } from './pool-protocol.js';

if (port === null) throw new Error('pool-thread is the entry of a worker thread; see openMatchPool');
const parentPort = port;

const { features, model, threads, thread, prepared } = workerData as ThreadStart;
const score = rawToScore(model);

function run(kernel: MatchKernel, task: ThreadTask): ThreadReply {
  try {
    const { rows } = task;
    const block = task.kind === 'top' ? kernel.topMatches(rows, task.k) : kernel.rowsAbove(rows, task.thresholds);
    return { kind: 'block', block: { ...block, scores: block.raw.map(score) } };
  } catch (error) {
    return { kind: 'failed', error };
  }
}

function send(reply: ThreadReply): void {
  const block = reply.kind === 'block' ? Object.values(reply.block) : [];
  parentPort.postMessage(
    reply,
    block.map((array: Int32Array | Float32Array) => array.buffer as ArrayBuffer),
  );
}

const shared = prepared ?? prepareKernel({ features, model }, threads);
const kernel = attachKernel(shared, { features, model }, thread);
parentPort.on('message', (task: ThreadTask) => send(run(kernel, task)));
send({ kind: 'ready', prepared: shared });
