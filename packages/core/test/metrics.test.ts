import { createJobs, defineJob, memoryStore, type AnyJob, type Jobs } from '@nightshift/core';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { finish } from './harness.js';

interface Family {
  help: string;
  type: string;
  readonly samples: { readonly name: string; readonly labels: Record<string, string>; readonly value: number }[];
}

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;

/** Reads the text format, version 0.0.4, and refuses whatever it does not allow. */
function parse(text: string): Map<string, Family> {
  expect(text.endsWith('\n')).toBe(true);
  const families = new Map<string, Family>();
  const seen = new Set<string>();
  let current = '';
  for (const line of text.slice(0, -1).split('\n')) {
    const comment = /^# (HELP|TYPE) (\S+) (.+)$/.exec(line);
    if (comment !== null) {
      const [, kind, name = '', rest = ''] = comment;
      expect(name).toMatch(NAME);
      if (kind === 'HELP') {
        expect(families.has(name), `${name} stands twice`).toBe(false);
        families.set(name, { help: rest, type: '', samples: [] });
      } else {
        expect(['counter', 'gauge', 'histogram']).toContain(rest);
        const family = families.get(name);
        expect(family?.type, `TYPE of ${name} comes after its HELP and once`).toBe('');
        if (family !== undefined) family.type = rest;
      }
      current = name;
      continue;
    }
    const sample = /^([^\s{]+)(?:\{(.*)\})? (\S+)$/.exec(line);
    expect(sample, `not a sample: ${line}`).not.toBeNull();
    const [, name = '', braces = '', value = ''] = sample ?? [];
    const family = families.get(current);
    const suffixes = family?.type === 'histogram' ? ['_bucket', '_sum', '_count'] : [''];
    expect(suffixes.map((suffix) => current + suffix)).toContain(name);
    expect(seen.has(`${name}{${braces}}`), `${line} stands twice`).toBe(false);
    seen.add(`${name}{${braces}}`);
    expect(Number.isFinite(Number(value))).toBe(true);
    family?.samples.push({ name, labels: labelsIn(braces), value: Number(value) });
  }
  for (const { type, samples } of families.values()) {
    expect(type).not.toBe('');
    expect(samples).not.toEqual([]);
  }
  return families;
}

function labelsIn(braces: string): Record<string, string> {
  const pair = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"(,|$)/y;
  const labels: Record<string, string> = {};
  while (pair.lastIndex < braces.length) {
    const at = pair.lastIndex;
    const found = pair.exec(braces);
    expect(found, `not labels: ${braces.slice(at)}`).not.toBeNull();
    if (found === null) break;
    labels[found[1] ?? ''] = (found[2] ?? '').replaceAll(/\\(.)/g, (_all, letter: string) =>
      letter === 'n' ? '\n' : letter,
    );
  }
  return labels;
}

const work = defineJob({
  name: 'work',
  description: 'Works.',
  queue: 'mail',
  input: z.object({ fails: z.boolean().default(false) }),
  retry: { attempts: 2, backoff: () => 0 },
  run: ({ input }) => {
    if (input.fails) throw new Error('broken');
  },
});

function valueOf(families: Map<string, Family>, name: string, labels: Record<string, string>): number | undefined {
  const all = [...families.values()].flatMap((family) => family.samples);
  return all.find(
    (one) => one.name === name && Object.entries(labels).every(([key, value]) => one.labels[key] === value),
  )?.value;
}

it('counts what happened, in the text format of Prometheus', async () => {
  const jobs: Jobs<AnyJob, never> = createJobs({ jobs: [work], store: memoryStore() });
  await finish(jobs, (await jobs.enqueue('work')).runId);
  await finish(jobs, (await jobs.enqueue('work', { fails: true })).runId);
  await jobs.enqueue('work', {}, { key: 'k', delay: '1h' });
  await jobs.enqueue('work', {}, { key: 'k', delay: '1h' });
  const worker = jobs.worker();
  const families = parse(await jobs.metrics());
  await worker.stop();
  const job = 'work';
  const expected: readonly [string, Record<string, string>, number][] = [
    ['nightshift_runs_enqueued_total', { job, outcome: 'created' }, 3],
    ['nightshift_runs_enqueued_total', { job, outcome: 'kept' }, 1],
    ['nightshift_attempts_started_total', { job }, 3],
    ['nightshift_attempts_ended_total', { job, outcome: 'success' }, 1],
    ['nightshift_attempts_ended_total', { job, outcome: 'failed' }, 2],
    ['nightshift_runs_settled_total', { job, state: 'failed' }, 1],
    ['nightshift_attempt_duration_seconds_count', { job }, 3],
    ['nightshift_attempt_duration_seconds_bucket', { job, le: '+Inf' }, 3],
    ['nightshift_runs', { queue: 'mail', state: 'success' }, 1],
    ['nightshift_runs', { queue: 'mail', state: 'scheduled' }, 1],
    ['nightshift_runs', { queue: 'mail', state: 'running' }, 0],
    ['nightshift_workers', {}, 0],
    ['nightshift_process_running', {}, 0],
    ['nightshift_process_allowance', {}, 20],
  ];
  for (const [name, labels, value] of expected)
    expect([name, labels, valueOf(families, name, labels)]).toEqual([name, labels, value]);
  const buckets = families
    .get('nightshift_attempt_duration_seconds')
    ?.samples.filter(({ name }) => name.endsWith('_bucket'));
  const counts = buckets?.map(({ value }) => value) ?? [];
  expect(counts).toEqual([...counts].sort((a, b) => a - b));
  await jobs.close();
});

it('has no label that a stranger chooses', async () => {
  const store = memoryStore();
  const jobs: Jobs<AnyJob, never> = createJobs({ jobs: [work], store });
  for (let index = 0; index < 50; index += 1) {
    const facts = { runId: 'r', job: `stranger-${index}"\n\\`, worker: 'w' };
    jobs.events.emit('run:settled', { ...facts, state: 'failed', error: null, durationMs: 1 });
  }
  const families = parse(await jobs.metrics());
  expect(families.get('nightshift_runs_settled_total')?.samples).toEqual([
    { name: 'nightshift_runs_settled_total', labels: { job: '_unknown', state: 'failed' }, value: 50 },
  ]);
  await jobs.close();
});

it('counts the store once for all who ask at the same time', async () => {
  const store = memoryStore();
  let counted = 0;
  const counts: typeof store.read.counts = (filter) => {
    counted += 1;
    return store.read.counts(filter);
  };
  const jobs: Jobs<AnyJob, never> = createJobs({ jobs: [work], store: { ...store, read: { ...store.read, counts } } });
  await Promise.all([jobs.metrics(), jobs.metrics()]);
  await jobs.metrics();
  expect(counted).toBe(1);
  await jobs.close();
});
