import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { blankDatabase } from './blank-database.js';
import { tidy } from './upkeep.js';

let pglite: PGlite;

beforeAll(async () => void (pglite = await PGlite.create({ loadDataDir: await blankDatabase() })));
afterAll(() => pglite.close());

interface Known {
  readonly bounds: number;
  readonly most: string;
}

it('tidying reads a small sample of a table that has changed, and leaves the settings of the session', async () => {
  await pglite.exec('create table changed (id int); insert into changed select generate_series(1, 20000)');
  await pglite.query('select pg_stat_force_next_flush()');
  await tidy(pglite);
  const known = await pglite.query<Known>(
    "select cardinality(histogram_bounds::text::int[]) as bounds, current_setting('default_statistics_target') as most from pg_stats where tablename = 'changed'",
  );
  expect(known.rows).toEqual([{ bounds: 11, most: '100' }]);
});
