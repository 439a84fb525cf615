import { fork, type ChildProcess } from 'node:child_process';
import type { Launch } from '../processes.js';
import type { Message, Order, Results, TaskKind } from './order.js';
import type { Word } from './talk.js';

/** What a worker has done so far. */
interface Progress {
  readonly started: number;
  readonly settled: number;
}

/** A process at its task. */
export interface Running<Kind extends TaskKind> {
  /** It is ready for others to do their part. */
  readonly ready: Promise<void>;
  readonly answer: Promise<Results[Kind]>;
  progress(): Progress;
  /** Resolves when the progress is as wanted; rejects when the process ends before. */
  until(isReached: (progress: Progress) => boolean): Promise<void>;
  /** Calls back for each news of its progress. */
  onProgress(listener: () => void): void;
  tell(word: Word): void;
  /** kill -9. */
  kill(): Promise<void>;
}

/** Starts processes that all end with the scope. */
export type Start = <Kind extends TaskKind>(order: Order<Kind>) => Running<Kind>;

// No task takes a third of it on a machine that has nothing else to do; one that hangs must not hold the run for ever.
const LONGEST_MS = 20 * 60_000;

/** Gives a way to start processes. Ends them all when `go` is over, or when one of them fails that was not killed. */
export async function withProcesses<Value>(launch: Launch, go: (start: Start) => Promise<Value>): Promise<Value> {
  const children: ChildProcess[] = [];
  let fail: (error: unknown) => void = () => undefined;
  const failed = new Promise<never>((_resolve, reject) => (fail = reject));
  const start: Start = <Kind extends TaskKind>(order: Order<Kind>) => {
    const child = fork(entryOf(launch), [], {
      execPath: launch.execPath,
      execArgv: [...launch.execArgv],
      serialization: 'advanced',
      timeout: LONGEST_MS,
      killSignal: 'SIGKILL',
    });
    children.push(child);
    const started = running<Kind>(child, order);
    let isKilled = false;
    started.answer.catch((error: unknown) => {
      if (!isKilled) fail(error);
    });
    return {
      ...started,
      async kill() {
        isKilled = true;
        await started.kill();
      },
    };
  };
  try {
    return await Promise.race([go(start), failed]);
  } finally {
    for (const child of children) child.kill('SIGKILL');
  }
}

/** The module of `measure.ts` in this folder, next to the one that peers are measured with. */
function entryOf({ entry }: Launch): string {
  return entry.replace(/measure(\.\w+)$/, 'itself/measure$1');
}

function running<Kind extends TaskKind>(child: ChildProcess, order: Order<Kind>): Running<Kind> {
  let progress: Progress = { started: 0, settled: 0 };
  const listeners: (() => void)[] = [];
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let becomeReady: () => void = () => undefined;
  const isReady = new Promise<void>((resolve) => (becomeReady = resolve));
  const answer = new Promise<Results[Kind]>((resolve, reject) => {
    child.on('message', (message: Message) => {
      if (message.kind === 'ready') becomeReady();
      if (message.kind === 'progress') {
        progress = message;
        for (const listener of listeners) listener();
      }
      // The process answers the task that it was given.
      if (message.kind === 'done') resolve(message.result as Results[Kind]);
      if (message.kind === 'failed') reject(new Error(`${order.task.kind}: ${message.message}`));
    });
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      reject(new Error(`${order.task.kind}: the process ended with ${signal ?? `code ${String(code)}`} and no answer`));
    });
  });
  // A process that fails before anybody waits for it fails whoever waits later.
  const ready = Promise.race([isReady, answer.then(() => undefined)]);
  ready.catch(() => undefined);
  child.send(order);
  return {
    ready,
    answer,
    progress: () => progress,
    until: (isReached) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (isReached(progress)) resolve();
        };
        listeners.push(look);
        answer.then(look, reject);
        look();
      }),
    onProgress: (listener) => void listeners.push(listener),
    // Who has ended hears nothing any more, and its answer says why.
    tell(word) {
      if (child.connected) child.send(word);
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
