import type { WhyReason } from '@nightshift/core';
import { describe, expect, it } from 'vitest';
import { reasonWords } from './why-words.js';

const now = new Date('2026-01-01T12:00:00Z');
const earlier = new Date('2026-01-01T11:58:00Z');
const later = new Date('2026-01-01T12:05:00Z');
const other = { runId: 'run-2', job: 'mail', state: 'running' } as const;

const worker = { id: 'h-1-a', host: 'h', pid: 1, beatAt: earlier };

const cases: readonly (readonly [WhyReason, string, string | null])[] = [
  [
    { code: 'paused', pause: { queue: 'mail', by: 'ada', message: 'the provider is down', at: earlier } },
    'The queue mail was paused by ada 2 m 0 s ago: the provider is down.',
    'Let it go on: nightshift resume --queue mail',
  ],
  [
    { code: 'paused', pause: { job: 'send', by: 'cli', at: earlier } },
    'The job send was paused by cli 2 m 0 s ago.',
    'Let it go on: nightshift resume --job send',
  ],
  [
    { code: 'limit-full', scope: 'key', name: 'send', key: 'acme', concurrency: 1, heldBy: [other] },
    'The key "acme" of send runs 1 at a time, and 1 run holds it: run-2.',
    'What that one is doing: nightshift logs run-2 -f',
  ],
  [
    { code: 'limit-full', scope: 'queue', name: 'mail', key: null, concurrency: 2, heldBy: [other, other] },
    'The queue mail runs 2 at a time, and 2 runs hold it: run-2 and others.',
    'What that one is doing: nightshift logs run-2 -f',
  ],
  [
    { code: 'rate-limited', scope: 'job', name: 'send', key: null, opensAt: later },
    'The job send has used up its rate; the next run may start in 5 m 0 s.',
    null,
  ],
  [
    { code: 'out-of-turn', key: 'acme', behind: { ...other, state: 'scheduled' } },
    'Runs with the key "acme" go one after the other, and it is the turn of run-2, which is scheduled.',
    'Why that one does not go on: nightshift why run-2',
  ],
  [
    { code: 'children-unfinished', open: 3, first: [other] },
    'It waits for 3 runs that it spawned: run-2.',
    'Why the first is not done: nightshift why run-2',
  ],
  [
    { code: 'newer-version', version: 3, known: 2 },
    'Its input has version 3, and this build knows the job up to version 2.',
    'A worker of the newer build takes it',
  ],
  [{ code: 'no-worker', job: 'send', liveWorkers: 0, dead: [] }, 'No worker is alive.', 'Start one: nightshift worker'],
  [
    { code: 'no-worker', job: 'send', liveWorkers: 2, dead: [worker] },
    'None of 2 live workers takes send: it is not in their code, they leave out its queue, or they take no new work. The last that did was h-1-a (h, process 1), dead since its beat 2 m 0 s ago.',
    'Start one: nightshift worker',
  ],
  [
    { code: 'worker-dead', worker, leaseExpiresAt: later },
    'Its worker h-1-a (h, process 1) is dead: it was last heard of 2 m 0 s ago.',
    'Another worker takes it over in 5 m 0 s, when the lease ends',
  ],
  [
    { code: 'worker-dead', worker, leaseExpiresAt: earlier },
    'Its worker h-1-a (h, process 1) is dead: it was last heard of 2 m 0 s ago.',
    null,
  ],
  [
    { code: 'parent-unfinished', runId: 'run-2', job: 'mail', state: 'queued', because: [] },
    'It waits for mail (run-2), which is queued.',
    'Why that one is not done: nightshift why run-2',
  ],
];

describe('why, in words', () => {
  it.each(cases.map((one) => [one[1], one] as const))('says: %s', (_, [reason, says, todo]) => {
    expect(reasonWords(reason, { now, runId: 'run-1' })).toEqual({ says, todo: todo === null ? [] : [todo] });
  });
});
