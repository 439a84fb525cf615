import assert from 'node:assert/strict';
import { Inbox, withInbox } from '../inbox.js';
import { suite } from '../suite.js';
import { leaseOf, REASON, released } from '../subject.js';

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

  test.needs(
    'notifications',
    'other instances hear of runs that are due later, so that one of them is awake by then, and never that all are due',
    async (subject) => {
      const delayMs = 60_000;
      await withInbox(subject, (inbox) => subject.add({ delayMs }).then(() => inbox.waitForLater()));
      const parent = subject.newRun();
      await subject.store.enqueue([parent, subject.child([parent], { delayMs })]);
      const first = await subject.claimRun(parent.id);
      await withInbox(subject, async (inbox) => {
        await subject.store.spawn(leaseOf(first), [subject.newRun({ delayMs })]);
        await inbox.waitForLater();
      });
      await withInbox(subject, async (inbox) => {
        await subject.succeed(first);
        await inbox.waitForLater();
      });
      const second = await subject.running();
      await withInbox(subject, async (inbox) => {
        await subject.store.release([released(second, { delayMs })]);
        await inbox.waitForLater();
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

  test.needs('notifications', 'who asks for one kind hears of that kind', async (subject) => {
    const [, other] = await subject.pair();
    const queued = await Inbox.open(other, { kinds: ['queued'] });
    const settled = await Inbox.open(other, { kinds: ['settled'] });
    const cancels = await Inbox.open(other, { kinds: ['cancel'] });
    try {
      const run = await subject.running();
      await queued.wait({ kind: 'queued' });
      await subject.store.cancel([run.id], REASON);
      await cancels.wait({ kind: 'cancel', runId: run.id });
      await subject.succeed(run);
      await settled.wait({ kind: 'settled', runId: run.id });
    } finally {
      for (const inbox of [queued, settled, cancels]) await inbox.close();
    }
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
