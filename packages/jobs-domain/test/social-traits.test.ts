import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import type { TestDatabase } from './fixtures/pglite-database.js';
import { dump, populatedDatabase, rememberTables, socialRunner, WRITTEN } from './fixtures/social-world.js';

const USERS = 220;

describe('build-user-traits', () => {
  let database: TestDatabase;
  let run: ReturnType<typeof socialRunner>['run'];
  let restore: () => Promise<void>;

  beforeAll(async () => {
    database = await populatedDatabase(USERS);
    run = socialRunner(database).run;
    expect(await run('build-user-traits')).toEqual({
      users: USERS,
      rows: USERS,
      skipped: 0,
      removed: 0,
      traits: 35,
      normsVersion: 1,
      normsRefreshed: true,
      dryRun: false,
    });
    restore = await rememberTables(database, ['User', 'QuizQuestion', 'QuizAnswer', 'UserTrait', 'TraitNorm']);
  });
  afterEach(() => restore());
  afterAll(() => database.close());

  const changeAnswer = (userId: number): Promise<object[]> =>
    database.query(
      'insert into "QuizAnswer" values ($1, 1, 5, now()), ($1, 2, 1, now()) on conflict ("userId", "questionId") do update set "value" = 6 - "QuizAnswer"."value" + case when "QuizAnswer"."value" = 3 then 2 else 0 end',
      [userId],
    );

  it('writes nothing the second time', async () => {
    const before = await dump(database, 'select * from "UserTrait" order by 1');
    expect(await run('build-user-traits')).toMatchObject({ rows: 0, skipped: USERS, normsRefreshed: false });
    expect(await dump(database, 'select * from "UserTrait" order by 1')).toEqual(before);
  });

  it('writes the users whose answers changed', async () => {
    await changeAnswer(8);
    await changeAnswer(77);
    expect(await run('build-user-traits', { batchSize: 7 })).toMatchObject({
      users: USERS,
      rows: 2,
      skipped: USERS - 2,
    });
  });

  it('touches one user alone when asked to', async () => {
    const before = await dump(database, WRITTEN.traits);
    await changeAnswer(8);
    await changeAnswer(77);
    expect(await run('build-user-traits', { userId: 8 })).toMatchObject({ users: 1, rows: 1, normsRefreshed: false });
    const after = await dump(database, WRITTEN.traits);
    expect(
      after.filter((row, index) => row !== before[index]).map((row) => (JSON.parse(row) as { userId: number }).userId),
    ).toEqual([8]);
  });

  it('says in a dry run what it would write, and writes nothing', async () => {
    await changeAnswer(8);
    const before = await dump(database, 'select * from "UserTrait" order by 1');
    expect(await run('build-user-traits', { dryRun: true })).toMatchObject({
      rows: 1,
      skipped: USERS - 1,
      dryRun: true,
    });
    expect(await run('build-user-traits', { dryRun: true, algoVersion: 'v1' })).toMatchObject({ rows: USERS });
    expect(await dump(database, 'select * from "UserTrait" order by 1')).toEqual(before);
    expect(await database.query(`select 1 from "TraitNorm" where "algoVersion" = 'v1'`)).toEqual([]);
  });

  it('takes new norms, and scores everybody anew, when the population moved', async () => {
    await database.query('update "QuizAnswer" set "value" = least(5, "value" + 1) where "questionId" <= 60');
    expect(await run('build-user-traits')).toMatchObject({ rows: USERS, normsVersion: 2, normsRefreshed: true });
  });

  it('scores everybody anew when a question is keyed differently', async () => {
    await database.query('update "QuizQuestion" set "keyed" = -"keyed" where "id" = 5');
    expect(await run('build-user-traits')).toMatchObject({ rows: USERS, normsRefreshed: true });
  });

  it('keeps two versions side by side', async () => {
    const before = await dump(database, WRITTEN.traits);
    await run('build-user-traits', { algoVersion: 'v1' });
    const both = await dump(database, WRITTEN.traits);
    expect(both).toHaveLength(2 * USERS);
    expect(both.filter((row) => row.includes('"v2"'))).toEqual(before);
  });

  it('forgets people who are gone', async () => {
    await database.query('delete from "User" where "id" = 5');
    expect(await run('build-user-traits')).toMatchObject({ users: USERS - 1, removed: 1 });
  });

  it('ignores answers out of range, and questions that measure nothing', async () => {
    const before = await dump(database, WRITTEN.traits);
    await database.query(
      'insert into "QuizQuestion" values (900, 1, null, 1, 1, 1, 5, $1), (901, 1, $2, 1, 1, 5, 5, $1)',
      ['?', 'openness'],
    );
    await database.query('insert into "QuizAnswer" select "id", 900, 3, now() from "User"');
    await database.query('insert into "QuizAnswer" values (8, 901, 5, now())');
    expect(await run('build-user-traits')).toMatchObject({ rows: 0 });
    expect(await dump(database, WRITTEN.traits)).toEqual(before);
  });

  it('refuses a user that does not exist', async () => {
    await expect(run('build-user-traits', { userId: 99_999 })).rejects.toThrow('Option userId is 99999: no such user');
  });
});
