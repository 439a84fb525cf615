import assert from 'node:assert/strict';
import type { Signal, Store } from '@nightshift/core';
import { suite } from '../suite.js';
import { leaseOf, REASON, released, type Subject } from '../subject.js';

/** How long to wait for a signal before the test fails; no test that passes waits for it. */
const DEADLINE_MS = 5_000;

export const notificationsSuite = suite('notifications', (test) => {
  test.needs('notifications', 'a subscription says that signals arrive', async (subject) => {
    await withInbox(subject, async (inbox) => assert.equal(inbox.live, true));
  });

  test.needs(
    'notifications',
    'other instances hear of queued runs: enqueued, released, promoted, or freed by a parent',
    async (subject) => {
      await withInbox(subject, (inbox) => subject.add().then(() => inbox.wait({ kind: 'queued' })));
      const run = await subject.running();
      await withInbox(subject, async (inbox) => {
        await subject.store.release([released(run)]);
        await inbox.wait({ kind: 'queued' });
      });
      await subject.add({ delayMs: 100 });
      await subject.advance(101);
      await withInbox(subject, async (inbox) => {
        await subject.promoteAll();
        await inbox.wait({ kind: 'queued' });
      });
      const parent = subject.newRun();
      await subject.store.enqueue([parent, subject.child([parent])]);
      const running = await subject.claimRun(parent.id);
      await withInbox(subject, async (inbox) => {
        await subject.succeed(running);
        await inbox.wait({ kind: 'queued' });
      });
    },
  );

  test.needs('notifications', 'other instances hear of a request to cancel', async (subject) => {
    const run = await subject.running();
    await withInbox(subject, async (inbox) => {
      await subject.store.cancel([run.id], REASON);
      await inbox.wait({ kind: 'cancel', runId: run.id });
    });
  });

  test.needs(
    'notifications',
    'other instances hear of every end: settled, cancelled, or cancelled with a parent',
    async (subject) => {
      const parent = subject.newRun();
      const child = subject.child([parent]);
      await subject.store.enqueue([parent, child]);
      const queued = await subject.add();
      const running = await subject.claimRun(parent.id);
      await withInbox(subject, async (inbox) => {
        await subject.fail(running);
        await subject.store.cancel([queued], REASON);
        for (const runId of [parent.id, child.id, queued]) await inbox.wait({ kind: 'settled', runId });
      });
    },
  );

  test.needs('notifications', 'who has unsubscribed hears nothing more', async (subject) => {
    const run = await subject.running();
    const former = await Inbox.open(subject.store);
    await former.close();
    await former.close();
    await withInbox(subject, async (inbox) => {
      await subject.store.cancel([run.id], REASON);
      await inbox.wait({ kind: 'cancel', runId: run.id });
    });
    assert.deepEqual(former.received, []);
  });

  test.needs('notifications', 'one subscriber leaves the others alone', async (subject) => {
    const run = await subject.running();
    await withInbox(subject, async (inbox) => {
      const other = await Inbox.open(subject.store);
      await other.close();
      assert.equal((await subject.store.extend([leaseOf(run)], 60_000))[0]?.held, true);
      await subject.succeed(run);
      await inbox.wait({ kind: 'settled', runId: run.id });
    });
  });

  test.lacks('notifications', 'a store that wakes nobody has no notifications', async ({ store }) => {
    assert.equal(store.notifications, undefined);
  });
});

/** Listens on another instance than the one that acts, where the store can have one. */
async function withInbox(subject: Subject, act: (inbox: Inbox) => Promise<void> | void): Promise<void> {
  const [, other] = await subject.pair();
  const inbox = await Inbox.open(other);
  try {
    await act(inbox);
  } finally {
    await inbox.close();
  }
}

class Inbox {
  readonly received: Signal[] = [];
  live = false;
  close: () => Promise<void> = () => Promise.resolve();
  #wake: () => void = () => {};

  static async open(store: Store<unknown>): Promise<Inbox> {
    const inbox = new Inbox();
    const subscription = await store.notifications?.subscribe((signal) => {
      inbox.received.push(signal);
      inbox.#wake();
    });
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
