import assert from 'node:assert/strict';
import type { Signal, Store, ListenOptions } from '@nightshift/core';
import type { Subject } from './subject.js';

/** How long to wait for a signal before the test fails; no test that passes waits for it. */
const DEADLINE_MS = 5_000;

/** Listens on another instance than the one that acts, where the store can have one. */
export async function withInbox(subject: Subject, act: (inbox: Inbox) => Promise<void> | void): Promise<void> {
  const [, other] = await subject.pair();
  const inbox = await Inbox.open(other);
  try {
    await act(inbox);
  } finally {
    await inbox.close();
  }
}

/** The signals of one subscription. */
export class Inbox {
  readonly received: Signal[] = [];
  live = false;
  close: () => Promise<void> = () => Promise.resolve();
  #wake: () => void = () => {};

  static async open(store: Store<unknown>, options?: ListenOptions): Promise<Inbox> {
    const inbox = new Inbox();
    const hear = (signal: Signal): void => {
      inbox.received.push(signal);
      inbox.#wake();
    };
    const subscription = await store.notifications?.subscribe(hear, options);
    assert.ok(subscription, 'the store was expected to have notifications');
    inbox.live = subscription.live;
    inbox.close = () => subscription.unsubscribe();
    return inbox;
  }

  /** Resolves when such a signal has come; other signals in between are fine. */
  async wait(wanted: Signal): Promise<void> {
    const { promise: tooLate, cancel } = deadline(`no signal ${JSON.stringify(wanted)} came`);
    try {
      while (!this.received.some((signal) => isSame(signal, wanted))) {
        await Promise.race([tooLate, new Promise<void>((resolve) => (this.#wake = resolve))]);
      }
    } finally {
      cancel();
    }
  }

  /** As `wait`, for runs that are due later: who is told that all are due does not look when. */
  async waitForLater(): Promise<void> {
    await this.wait({ kind: 'queued' });
    assert.ok(
      !this.received.some((signal) => signal.kind === 'queued' && signal.due),
      'runs that are due later are not due',
    );
  }
}

function isSame(a: Signal, b: Signal): boolean {
  return a.kind === b.kind && (a.kind === 'queued' || b.kind === 'queued' || a.runId === b.runId);
}

function deadline(message: string): { promise: Promise<never>; cancel: () => void } {
  let timer: NodeJS.Timeout | undefined;
  const promise = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${message} within ${DEADLINE_MS} ms`)), DEADLINE_MS);
  });
  return { promise, cancel: () => clearTimeout(timer) };
}
