import { fork, type ChildProcess } from 'node:child_process';
import type { About } from './contestant.js';
import type { Message, Order, Results } from './order.js';

// No task takes a fifth of it; a contestant that hangs must not hold the whole run.
const LONGEST_MS = 120_000;

/** How measuring processes are started: a program, its arguments, and the module of `measure.ts`. */
export interface Launch {
  readonly execPath: string;
  readonly execArgv: readonly string[];
  readonly entry: string;
}

/** What a process found. */
export interface Answer<Kind extends keyof Results> {
  readonly about: About;
  readonly result: Results[Kind];
}

/** A process that has begun. */
export interface Begun<Kind extends keyof Results> {
  /** It is ready for others to do their part. */
  readonly ready: Promise<void>;
  readonly answer: Promise<Answer<Kind>>;
  end(): void;
}

type OrderOf<Kind> = Order & { readonly task: { readonly kind: Kind } };

/** Has a process of its own do one task, and waits for what it found. */
export function measure<Kind extends keyof Results>(launch: Launch, order: OrderOf<Kind>): Promise<Answer<Kind>> {
  return begin(launch, order).answer;
}

/** As {@link measure}, without waiting. */
export function begin<Kind extends keyof Results>(launch: Launch, order: OrderOf<Kind>): Begun<Kind> {
  const child = fork(launch.entry, [], {
    execPath: launch.execPath,
    execArgv: [...launch.execArgv],
    serialization: 'advanced',
    timeout: LONGEST_MS,
    killSignal: 'SIGKILL',
  });
  const answer = answerOf<Kind>(child, `${order.contestant}, ${order.task.kind}`);
  const ready = new Promise<void>((resolve) => {
    child.on('message', (message: Message) => {
      if (message.kind === 'ready') resolve();
    });
  });
  const readyOrEnded = Promise.race([ready, answer.then(() => undefined)]);
  // Who does not wait for it hears of a failure from the answer.
  readyOrEnded.catch(() => undefined);
  child.send(order);
  return {
    ready: readyOrEnded,
    answer,
    end: () => void child.kill('SIGKILL'),
  };
}

function answerOf<Kind extends keyof Results>(child: ChildProcess, what: string): Promise<Answer<Kind>> {
  return new Promise((resolve, reject) => {
    child.on('message', (message: Message) => {
      // The process answers the task that it was given.
      if (message.kind === 'done') resolve({ about: message.about, result: message.result as Results[Kind] });
      if (message.kind === 'failed') reject(new Error(`${what}: ${message.message}`));
    });
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      reject(new Error(`${what}: the process ended with ${signal ?? `code ${String(code)}`} and no answer`));
    });
  });
}
