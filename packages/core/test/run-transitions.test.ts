import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { memoryStore, RUN_TRANSITIONS, type NewRun, type RunState, type RunTransition } from '@nightshift/core';
import { standingClock } from './harness.js';

const name = ({ from, to, verb }: RunTransition): string => `${from ?? '[*]'} -> ${to}: ${verb}`;
const known = RUN_TRANSITIONS.map(name).sort();

/** A small generator of numbers, the same ones for the same seed (mulberry32). */
function seeded(seed: number) {
  let state = seed;
  return (below: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

/** Drives a store at random, and tells every step that any run took. */
async function observe(seed: number): Promise<Set<string>> {
  const pick = seeded(seed);
  const clock = standingClock();
  const store = memoryStore({ clock });
  await store.open();
  const seen = new Set<string>();
  const states = new Map<string, { state: RunState; token: number }>();
  let count = 0;

  const newRun = (parents: string[]): NewRun => ({
    id: `01999999-0000-7000-8000-${String((count += 1)).padStart(12, '0')}`,
    job: 'job',
    queue: 'default',
    group: null,
    input: null,
    priority: 0,
    maxAttempts: 3,
    delayMs: pick(3) === 0 ? 1_000 : 0,
    version: 1,
    key: null,
    dedup: 'keep',
    limitKey: null,
    scheduledFor: null,
    headers: null,
    flowId: parents.length > 0 ? 'flow' : null,
    trigger: 'api',
    retryOf: null,
    parents: parents.map((runId) => ({ runId, onFailure: pick(2) === 0 ? 'cancel' : 'continue' })),
  });
  const enqueue = () => {
    if (pick(2) === 0) {
      const dedup = pick(2) === 0 ? 'replace' : 'debounce';
      return store.enqueue([{ ...newRun([]), key: `key ${pick(3)}`, dedup }]);
    }
    const first = newRun([]);
    const second = newRun([first.id]);
    return store.enqueue([first, second, newRun([first.id, second.id])]);
  };
  const held = () =>
    [...states].filter(([, run]) => run.state === 'running').map(([runId, { token }]) => ({ runId, token }));
  const anyHeld = () => held().slice(0, 1 + pick(2));
  const some = () => [...states.keys()].filter(() => pick(4) === 0);
  const ends = ['success', 'failed', 'cancelled'] as const;
  const verbs: Record<RunTransition['verb'], () => Promise<unknown>> = {
    enqueue,
    spawn: () => Promise.all(anyHeld().map((lease) => store.spawn(lease, [newRun([])]))),
    claim: () => store.claim({ worker: 'w', jobs: ['job'], limit: 1 + pick(2), leaseMs: 500 }),
    settle: () =>
      store.settle(
        anyHeld().map((lease) => ({
          lease,
          state: ends[pick(3)] ?? 'success',
          output: null,
          error: null,
          attempt: { outcome: 'failed' },
        })),
      ),
    release: () =>
      store.release(
        anyHeld().map((lease) => {
          const untilChildren = pick(2) === 0;
          return { lease, delayMs: pick(2) * 1_000, spend: true, untilChildren, attempt: { outcome: 'failed' } };
        }),
      ),
    cancel: () => store.cancel(some(), { code: 'requested' }),
    promote: () => store.promote(10),
    reap: () => store.reap({ limit: 10, leaseMs: 500 }),
  };
  const names = Object.keys(verbs) as RunTransition['verb'][];

  for (let step = 0; step < 400; step += 1) {
    const verb = names[pick(names.length)] ?? 'enqueue';
    await verbs[verb]();
    for (const run of (await store.read.list({}, { limit: 10_000 })).runs) {
      const before = states.get(run.id);
      const moved = before?.state !== run.state || before.token !== run.token;
      if (moved) seen.add(name({ from: before?.state ?? null, to: run.state, verb }));
      states.set(run.id, { state: run.state, token: run.token });
    }
    clock.advance(pick(400));
  }
  return seen;
}

describe('the states of a run', () => {
  it('change exactly as the table says', async () => {
    const seen = new Set<string>();
    for (let seed = 1; seed <= 8; seed += 1) for (const step of await observe(seed)) seen.add(step);
    expect([...seen].sort()).toEqual(known);
  });

  it('are drawn in ARCHITECTURE.md exactly as the table says', () => {
    const page = readFileSync(new URL('../../../ARCHITECTURE.md', import.meta.url), 'utf8');
    const diagram = /```mermaid\nstateDiagram-v2\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
    const drawn = diagram
      .split('\n')
      .flatMap((line) => {
        const [, from = '', to = '', verbs = ''] = /^\s*(\S+) --> (\S+): (.+)$/.exec(line) ?? [];
        return from === '' ? [] : verbs.split(', ').map((verb) => `${from} -> ${to}: ${verb}`);
      })
      .sort();
    expect(drawn).toEqual(known);
  });
});
