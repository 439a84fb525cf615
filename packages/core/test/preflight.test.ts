import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createJobs, defineJob, memoryStore, type AnyJob, type Store } from '@nightshift/core';
import { standingClock } from './harness.js';

const clock = standingClock();

function build(store: Store, jobs: readonly AnyJob[]) {
  return createJobs({ jobs, store, clock });
}

function mail(changes: object = {}): AnyJob {
  const input = z.object({ to: z.string() });
  return defineJob({ name: 'mail', description: 'd', input, run: () => null, ...changes });
}

const SECOND = {
  version: 2,
  input: z.object({ address: z.email(), token: z.string().optional().meta({ secret: true }) }),
};

describe('preflight', () => {
  it('finds nothing where this build reads everything, and counts what it read', async () => {
    const jobs = build(memoryStore({ clock }), [mail()]);
    await jobs.enqueueMany(Array.from({ length: 250 }, () => ({ job: 'mail', input: { to: 'a' } })));
    await jobs.schedules.save({ name: 'weekly', job: 'mail', cron: '0 0 * * 1', input: { to: 'a' } });
    expect(await jobs.preflight()).toEqual({ findings: [], runsRead: 250, schedulesRead: 1 });
  });

  it('names inputs that the schema refuses, with the path and without secrets', async () => {
    const store = memoryStore({ clock });
    const { runId } = await build(store, [mail({ input: z.looseObject({}) })]).enqueue('mail', {
      to: 'a',
      address: 'tell-nobody',
      token: 'tell-nobody',
    });
    const { findings } = await build(store, [mail(SECOND)]).preflight();
    expect(findings).toMatchObject([{ problem: 'input-refused', job: 'mail', count: 1, first: [runId] }]);
    expect(findings[0]?.detail).toMatch(/^address: Invalid email/);
    expect(JSON.stringify(findings)).not.toContain('tell-nobody');
  });

  it('counts alike findings together, and names the first ten', async () => {
    const store = memoryStore({ clock });
    await build(store, [mail()]).enqueueMany(Array.from({ length: 120 }, () => ({ job: 'mail', input: { to: 'a' } })));
    const { findings } = await build(store, [mail(SECOND)]).preflight();
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({ problem: 'input-refused', count: 120 });
    expect(findings[0]?.first).toHaveLength(10);
  });

  it('takes what an upcast brings up, and names an upcast that throws', async () => {
    const store = memoryStore({ clock });
    await build(store, [mail()]).enqueue('mail', { to: 'secret@a.co' });
    const upcast = (stored: unknown) => ({ address: (stored as { to: string }).to });
    expect((await build(store, [mail({ ...SECOND, upcast })]).preflight()).findings).toEqual([]);
    const throws = () => {
      throw new Error('no idea');
    };
    const { findings } = await build(store, [mail({ ...SECOND, upcast: throws })]).preflight();
    expect(findings).toMatchObject([{ problem: 'upcast-failed', detail: expect.stringContaining('no idea') }]);
  });

  it('names inputs of a newer build', async () => {
    const store = memoryStore({ clock });
    await build(store, [mail(SECOND)]).enqueue('mail', { address: 'a@b.co' });
    const { findings } = await build(store, [mail()]).preflight();
    expect(findings).toMatchObject([
      { problem: 'newer-input', detail: 'stored by version 2, this build has 1', count: 1 },
    ]);
  });

  it('names runs of jobs that are gone, and those that wait for them', async () => {
    const store = memoryStore({ clock });
    const load = defineJob({ name: 'load', description: 'd', run: () => null });
    const report = defineJob({ name: 'report', description: 'd', dependsOn: [load], run: () => null });
    const old = build(store, [load, report]);
    const { runs } = await old.enqueueFlow(old.plan({ jobs: ['report'] }));
    const { findings } = await build(store, [
      defineJob({ name: 'report', description: 'd', run: () => null }),
    ]).preflight();
    expect(findings).toMatchObject([
      { problem: 'unknown-dependency', job: 'report', detail: 'waits for job "load"', first: [runs['report']] },
      { problem: 'unknown-job', job: 'load', first: [runs['load']] },
    ]);
  });

  it('names schedules without a job, with a rule that cannot be, and with an input that is refused', async () => {
    const store = memoryStore({ clock });
    const rule = { version: 1, missed: 'once', missedCap: 1, graceMs: 0, overlap: 'queue', origin: 'stored' } as const;
    const at = { cron: '0 0 * * *', timeZone: 'UTC', nextAt: new Date(clock.now()) };
    await store.open();
    await store.schedules.save([
      { ...rule, ...at, name: 'gone', job: 'fax', input: {} },
      { ...rule, ...at, name: 'zone', job: 'mail', timeZone: 'Mars/Olympus', input: { to: 'a' } },
      { ...rule, ...at, name: 'input', job: 'mail', input: { to: 7 } },
    ]);
    const { findings, schedulesRead } = await build(store, [mail()]).preflight();
    expect(schedulesRead).toBe(3);
    expect(findings.map(({ problem, first }) => [problem, ...first])).toEqual([
      ['schedule-input-refused', 'input'],
      ['schedule-rule-invalid', 'zone'],
      ['schedule-unknown-job', 'gone'],
    ]);
    expect(findings[1]?.detail).toContain('Mars/Olympus');
  });

  it('changes nothing', async () => {
    const store = memoryStore({ clock });
    const { runId } = await build(store, [mail()]).enqueue('mail', { to: 'a' });
    const before = await store.read.get([runId]);
    await build(store, [mail(SECOND)]).preflight();
    expect(await store.read.get([runId])).toEqual(before);
  });
});
