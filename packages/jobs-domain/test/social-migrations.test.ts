import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { migrateSocial, SOCIAL_MIGRATIONS } from '../src/social/schema/migrate.js';
import { HOST_TABLES, JOB_TABLES } from '../src/social/schema/tables.js';
import { openDatabase, type TestDatabase } from './fixtures/pglite-database.js';

const versions = SOCIAL_MIGRATIONS.map(({ version }) => version);

describe('migrateSocial', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openDatabase();
  });
  afterAll(() => database.close());

  const relationsOf = async (schema: string): Promise<string[]> =>
    (
      await database.query<{ name: string }>(
        'select relname as name from pg_class where relnamespace = $1::regnamespace and relkind = $2',
        [schema, 'r'],
      )
    ).map(({ name }) => name);

  it('creates every table once, however many start together', async () => {
    const reports = await Promise.all([1, 2, 3].map(() => migrateSocial(database, { schema: 'together' })));
    expect(reports.map(({ applied }) => applied).sort((a, b) => b.length - a.length)).toEqual([versions, [], []]);
    expect(await relationsOf('together')).toEqual(
      expect.arrayContaining([...HOST_TABLES, ...JOB_TABLES, 'SocialMigration']),
    );
  });

  it('does nothing the second time', async () => {
    await migrateSocial(database, { schema: 'twice' });
    expect(await migrateSocial(database, { schema: 'twice' })).toEqual({ applied: [], provided: [] });
  });

  it('leaves read tables alone where the host provides a view', async () => {
    await database.query('create schema app');
    await database.query('create table app.members (id int, handle text)');
    await database.query('create view app."User" as select id, handle as "displayName" from app.members');
    const report = await migrateSocial(database, { schema: 'app' });
    expect(report).toEqual({ applied: versions, provided: ['User'] });
    expect(await relationsOf('app')).not.toContain('User');
  });

  it('refuses an applied step that differs from its own', async () => {
    await migrateSocial(database, { schema: 'drifted' });
    await database.query('update drifted."SocialMigration" set checksum = $1 where version = 3', ['0000']);
    await expect(migrateSocial(database, { schema: 'drifted' })).rejects.toMatchObject({
      code: 'MIGRATION_DRIFT',
      message: expect.stringContaining('migration 3 (interests)'),
    });
  });

  it('refuses a schema of a newer version', async () => {
    await migrateSocial(database, { schema: 'newer' });
    await database.query('insert into newer."SocialMigration" values (99, $1, $1)', ['future']);
    await expect(migrateSocial(database, { schema: 'newer' })).rejects.toThrow('has social migration 99');
  });

  it('leaves no half of a failed step behind', async () => {
    const broken = {
      version: 1,
      name: 'broken',
      relations: [{ table: 'User', statements: () => ['create table half.a (id int)', 'no sql'] }],
    } as const;
    await expect(migrateSocial(database, { schema: 'half', migrations: [broken] })).rejects.toThrow('syntax error');
    expect(await database.query("select 1 from pg_namespace where nspname = 'half'")).toEqual([]);
  });

  it('refuses a schema name that is not an identifier', async () => {
    await expect(migrateSocial(database, { schema: 'a"; drop schema public; --' })).rejects.toThrow(
      'Invalid identifier',
    );
  });
});
