import assert from 'node:assert/strict';
import { suite } from '../suite.js';
import { assertRefused, LONG_MS, SHORT_MS } from '../subject.js';

export const lifecycleSuite = suite('lifecycle', (test) => {
  test('it has a name', async ({ store }) => {
    assert.match(store.name, /^[a-z]+$/);
  });

  test('a second open changes nothing: work under way keeps its lease', async (subject) => {
    const run = await subject.running();
    await subject.store.open();
    assert.deepEqual(await subject.record(run.id), run);
    assert.deepEqual(await subject.reap(), []);
    await subject.succeed(run);
  });

  test('several instances open at once', async (subject) => {
    const stores = await subject.instances();
    await Promise.all(stores.map((store) => store.open()));
    const id = await subject.add();
    for (const store of stores) assert.equal((await store.read.get([id])).length, 1);
  });

  test.needs(
    'connect',
    'a store that others can open is not exclusive, and shows them the same runs',
    async (subject) => {
      const [first, second] = await subject.pair();
      assert.deepEqual([first.exclusive, second.exclusive], [false, false]);
      const id = await subject.add();
      assert.deepEqual(await second.read.get([id]), await first.read.get([id]));
    },
  );

  test.lacks('connect', 'a store that no other process can open says so', async ({ store }) => {
    assert.equal(store.exclusive, true);
  });

  // The last test of the suite: its store is closed afterwards.
  test('closed twice is closed once; a closed store refuses work', async (subject) => {
    const { store } = subject;
    await Promise.all([store.close(), store.close()]);
    await store.close();
    await assertRefused(store.enqueue([subject.newRun()]), 'STORE_CLOSED');
    await assertRefused(store.claim({ worker: 'w', jobs: [subject.job], limit: 1, leaseMs: LONG_MS }), 'STORE_CLOSED');
    await assertRefused(store.reap({ limit: 1, leaseMs: SHORT_MS }), 'STORE_CLOSED');
    await assertRefused(store.read.list({}, { limit: 1 }), 'STORE_CLOSED');
    await assertRefused(store.schedules.list(), 'STORE_CLOSED');
    await assertRefused(store.workers.live(), 'STORE_CLOSED');
    await assertRefused(store.state.get(subject.job), 'STORE_CLOSED');
    await assertRefused(store.spawn({ runId: subject.job, token: 1 }, [subject.newRun()]), 'STORE_CLOSED');
    await assertRefused(store.limits.paused(), 'STORE_CLOSED');
  });
});
