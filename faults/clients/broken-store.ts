import type { LeaseAnswer, Store } from '@nightshift/core';

const HELD: LeaseAnswer = { held: true, cancel: null };

/** A store whose fence is down: whoever lost a lease is told that it is held, and goes on. The suite has to catch it. */
export function brokenStore<Tx>(store: Store<Tx>): Store<Tx> {
  const believe = (answers: readonly LeaseAnswer[]): LeaseAnswer[] =>
    answers.map((answer) => (answer.held ? answer : HELD));
  return {
    ...store,
    extend: async (leases, leaseMs) => believe(await store.extend(leases, leaseMs)),
    checkpoint: async (lease, value, options) => (await store.checkpoint(lease, value, options), HELD),
    report: async (reports) => believe(await store.report(reports)),
    settle: async (settlements, options) => believe(await store.settle(settlements, options)),
    release: async (releases) => believe(await store.release(releases)),
  };
}
