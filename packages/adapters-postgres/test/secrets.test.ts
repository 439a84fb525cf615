import { createJobs, defineJob } from '@nightshift/core';
import { afterAll, expect, it } from 'vitest';
import { postgresStore } from '../src/index.js';
import { dropSchema, freshSchema, testPool } from './support/postgres.js';

const CANARY = 'canary "of" the/mine';
const schema = freshSchema();
afterAll(() => dropSchema(schema));

const anything = {
  '~standard': {
    version: 1 as const,
    vendor: 'test',
    validate: (value: unknown) => ({ value }),
  },
};

const leak = defineJob({
  name: 'leak',
  description: 'Says its secret wherever it can.',
  input: anything,
  secrets: ['key'],
  retry: { attempts: 3, backoff: () => 0 },
  run(ctx) {
    const { key } = ctx.input as { readonly key: string };
    ctx.progress.phase = key;
    ctx.log.info(key, { key, url: encodeURIComponent(key) });
    if (ctx.attempt === 1) throw new Error(key, { cause: { key } });
    if (ctx.attempt === 2) return ctx.retryAfter(0, key);
    return { [key]: [key, JSON.stringify({ key })] };
  },
});

it('no table holds a secret, but for the input', async () => {
  const pool = testPool();
  const jobs = createJobs({ jobs: [leak], store: postgresStore({ pool, schema }) });
  const { runId } = await jobs.enqueue(leak, { key: CANARY });
  const waiting = await jobs.enqueue(leak, { key: CANARY }, { delay: '1h' });
  const worker = jobs.worker({ poll: 20 });
  await worker.start();
  await jobs.wait([runId]);
  await worker.stop();
  await jobs.cancel(waiting.runId);

  const { rows: tables } = await pool.query<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema = $1 and table_type = 'BASE TABLE'`,
    [schema],
  );
  const held: string[] = [];
  let inputs = '';
  for (const { name } of tables) {
    const { rows } = await pool.query<{ row: { input?: unknown } }>(
      `select to_json(t) as row from "${schema}"."${name}" t`,
    );
    for (const { row } of rows) {
      inputs += JSON.stringify(row.input);
      held.push(JSON.stringify({ ...row, input: null }));
    }
  }
  expect(inputs).toContain('canary');
  expect(held.join('\n')).toContain('********');
  expect(held.join('\n')).not.toContain('canary');
  await jobs.close();
  await pool.end();
});
