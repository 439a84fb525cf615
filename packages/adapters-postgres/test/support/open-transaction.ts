import type { OpenTransaction } from '@nightshift/testing';
import type { Database, PostgresTransaction } from '../../src/index.js';

/** A transaction that the test ends when it likes, on top of one that ends with a callback. */
export async function openTransaction(database: Database): Promise<OpenTransaction<PostgresTransaction>> {
  const begun = deferred<PostgresTransaction>();
  const ending = deferred<'commit' | 'rollback'>();
  const done = database.transaction(async (tx) => {
    begun.resolve(tx);
    if ((await ending.promise) === 'rollback') throw new RolledBack();
  });
  done.catch(begun.reject);
  const end = async (how: 'commit' | 'rollback'): Promise<void> => {
    ending.resolve(how);
    await done.catch((error: unknown) => {
      if (!(error instanceof RolledBack)) throw error;
    });
  };
  return { tx: await begun.promise, commit: () => end('commit'), rollback: () => end('rollback') };
}

class RolledBack extends Error {}

// Node 20 has no Promise.withResolvers.
function deferred<Value>() {
  let resolve!: (value: Value) => void;
  let reject!: (reason: unknown) => void;
  const promise = new Promise<Value>((res, rej) => ((resolve = res), (reject = rej)));
  return { promise, resolve, reject };
}
