import { createJobs } from '@nightshift/core';
import { judgeFaults } from '@nightshift/testing';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { postgresStore, type SqlStore } from '../src/index.js';
import { migrations } from '../src/sql.generated.js';
import { loadBuild, type Build, type BuildName } from './support/builds.js';
import { startChild, type Child } from './support/child.js';
import { callEveryVerb } from './support/every-verb.js';
import { dropSchema, freshSchema, testPool } from './support/postgres.js';

const connectionString = inject('postgresUrl');
const LEASE_MS = 1_000;
const PIECES = ['1', '2'];
const TOTAL = 100 + 101 + 102 + 103 + 104;

let previous: Build;
beforeAll(async () => void (previous = await loadBuild('previous')));

interface Line {
  readonly event: 'loaded' | 'working' | 'enqueued' | 'flow' | 'settled';
  readonly runId?: string;
  readonly runIds?: readonly string[];
}

/** A worker process of one of the builds. */
class Deployed {
  readonly settled: string[] = [];
  readonly #child: Child;
  #heard: { readonly event: Line['event']; readonly tell: (line: Line) => void } | null = null;
  #onSettled: () => void = () => undefined;

  static async load(build: BuildName, schema: string): Promise<Deployed> {
    const settings = JSON.stringify({ build, connectionString, schema, leaseMs: LEASE_MS });
    const deployed = new Deployed(startChild('deployed-worker.ts', settings));
    await deployed.#next('loaded');
    return deployed;
  }

  private constructor(child: Child) {
    this.#child = child;
    this.#listen().catch(() => undefined);
  }

  async work(): Promise<void> {
    await this.#ask('work', 'working');
  }

  async enqueue(count: number): Promise<readonly string[]> {
    return (await this.#ask(`enqueue ${count}`, 'enqueued')).runIds ?? [];
  }

  async flow(): Promise<string> {
    return (await this.#ask('flow', 'flow')).runId ?? '';
  }

  /** Until it has settled so many more. */
  async settles(more: number): Promise<void> {
    const wanted = this.settled.length + more;
    while (this.settled.length < wanted) await new Promise<void>((resolve) => (this.#onSettled = resolve));
  }

  kill(): Promise<void> {
    return this.#child.kill();
  }

  stop(): Promise<number | null> {
    return this.#child.finish();
  }

  #ask(command: string, answer: Line['event']): Promise<Line> {
    const next = this.#next(answer);
    this.#child.process.stdin?.write(`${command}\n`);
    return next;
  }

  #next(event: Line['event']): Promise<Line> {
    return new Promise((tell) => (this.#heard = { event, tell }));
  }

  // Until the process ends.
  async #listen(): Promise<void> {
    for (;;) {
      const line = JSON.parse(await this.#child.line()) as Line;
      if (line.event === 'settled') {
        this.settled.push(line.runId ?? '');
        this.#onSettled();
      } else if (line.event === this.#heard?.event) this.#heard.tell(line);
    }
  }
}

describe('the build before and this one on one database', () => {
  const schema = freshSchema();
  const fleet: Deployed[] = [];
  let store: SqlStore;
  const load = async (build: BuildName): Promise<Deployed> => {
    const deployed = await Deployed.load(build, schema);
    fleet.push(deployed);
    return deployed;
  };
  afterEach(() => Promise.all(fleet.map((deployed) => deployed.kill())));
  afterAll(async () => {
    await store.close();
    await dropSchema(schema);
  });

  it('share 2,000 runs while this one migrates, and one of each is killed', { timeout: 120_000 }, async () => {
    const [oldOne, oldTwo] = [await load('previous'), await load('previous')];
    const [newOne, newTwo] = [await load('this'), await load('this')];
    await oldOne.work();
    await oldTwo.work();
    const steps = [...(await oldOne.enqueue(900))];
    const totals = [await oldOne.flow()];
    expect(await versions(schema)).toEqual(migrations.map(({ version }) => version).filter((version) => version <= 6));
    await oldOne.settles(100);

    await newOne.work();
    expect(await versions(schema)).toEqual(migrations.map(({ version }) => version));
    store = postgresStore({ connectionString, schema });
    await store.open();
    steps.push(...(await newOne.enqueue(500)), ...(await oldOne.enqueue(300)));
    totals.push(await newOne.flow(), await oldOne.flow());
    await Promise.all([oldTwo.settles(50), newOne.settles(50)]);
    expect((await store.workers.live()).map(({ version }) => version === null).sort()).toEqual([false, true, true]);

    await oldTwo.kill();
    await newTwo.work();
    await Promise.all([oldOne.settles(50), newTwo.settles(50)]);
    await newOne.kill();
    steps.push(...(await newTwo.enqueue(150)), ...(await oldOne.enqueue(150)));
    totals.push(await newTwo.flow());
    const ended = await createJobs({ jobs: [], store }).wait([...steps, ...totals]);

    const children = (await Promise.all(totals.map((id) => store.read.children(id, { limit: 10 })))).flat();
    const all = [...ended.filter(({ job }) => job === 'step'), ...children];
    expect([await oldOne.stop(), await newTwo.stop()]).toEqual([0, 0]);
    const verdict = judgeFaults({
      enqueued: all.map(({ id }) => id),
      runs: all,
      pieces: PIECES,
      work: await notes(schema),
      settled: fleet.flatMap(({ settled }) => settled),
    });
    expect(verdict).toMatchObject({ enqueued: 2_000 + 5 * totals.length, lost: [], ranTwice: [] });
    expect(ended.filter(({ job }) => job === 'total').map(({ output }) => output)).toEqual(totals.map(() => TOTAL));
    for (const { settled } of fleet) expect(settled.length).toBeGreaterThan(50);
  });
});

it('every verb of the build before works on what this one migrated under it', async () => {
  const schema = freshSchema();
  const old = previous.postgresStore({ connectionString, schema, notifications: false });
  await old.open();
  const store = postgresStore({ connectionString, schema });
  await store.open();
  expect(await versions(schema)).toEqual(migrations.map(({ version }) => version));
  await callEveryVerb(old);
  await old.close();
  await store.close();
  await dropSchema(schema);
});

async function versions(schema: string): Promise<number[]> {
  const pool = testPool({ max: 1 });
  const { rows } = await pool.query<{ version: number }>(`select version from "${schema}".migration order by version`);
  await pool.end();
  return rows.map(({ version }) => version);
}

/** The pieces of work that took effect; a run that met another with its key was not limited as it should be. */
async function notes(schema: string): Promise<{ runId: string; piece: string; at: Date }[]> {
  const pool = testPool({ max: 1 });
  const { rows } = await pool.query<{ runId: string; piece: string; alone: boolean }>(
    `select run_id::text as "runId", piece, alone from "${schema}".note`,
  );
  await pool.end();
  expect(rows.filter(({ alone }) => !alone)).toEqual([]);
  return rows.map(({ runId, piece }) => ({ runId, piece, at: new Date(0) }));
}
