import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import type { Database } from '../src/ports/database.js';
import { openMatchBuild } from '../src/social/matches/match-build.js';
import type { MatchBuildOptions } from '../src/social/matches/match-build-options.js';
import { readModel } from '../src/social/matches/match-tables.js';
import { scorePair } from '../src/social/matching/index.js';
import { readPeople } from '../src/social/people/read-people.js';
import { socialTables } from '../src/social/schema/tables.js';
import { EDITS, type Edit } from './fixtures/edits.js';
import type { TestDatabase } from './fixtures/pglite-database.js';
import {
  differences,
  dump,
  populatedDatabase,
  rememberTables,
  socialRunner,
  TODAY,
  WRITTEN,
} from './fixtures/social-world.js';

const USERS = 140;
// Shorter than the lists could be, so that newcomers have to beat somebody.
const LIST = 12;
const tables = socialTables();

describe('match-scores', () => {
  let database: TestDatabase;
  let run: ReturnType<typeof socialRunner>['run'];
  let restore: () => Promise<void>;
  let active: number;

  beforeAll(async () => {
    database = await populatedDatabase(USERS);
    ({ run } = socialRunner(database, { matchesPerUser: LIST }));
    active = (await database.query(`select 1 from "User" where "status" = 'active'`)).length;
    await run('build-user-traits');
    await run('user-interest-sets');
    expect(await run('match-scores', { batchSize: 30 })).toMatchObject({
      users: active,
      skipped: 0,
      refitted: true,
      failed: 0,
    });
    restore = await rememberTables(database, [
      'User',
      'UserPreference',
      'Decision',
      'Block',
      'QuizAnswer',
      'UserInterest',
      'UserTrait',
      'TraitNorm',
      'UserInterestSet',
      'InterestUser',
      'MatchScore',
      'MatchState',
      'MatchModel',
    ]);
  });
  afterEach(() => restore());
  afterAll(() => database.close());

  const matches = (where = 'true'): Promise<string[]> =>
    dump(database, `select * from "MatchScore" where ${where} order by "algoVersion", "userId", "rank"`);
  const violations = (condition: string): Promise<object[]> =>
    database.query(
      `select * from "MatchScore" m join "User" u on u."id" = m."userId" join "User" v on v."id" = m."targetId" where ${condition}`,
    );

  it('keeps full lists, best first, scored from 0 to 100', async () => {
    const lists = await database.query<{ entries: number; lowest: number; sorted: boolean }>(
      `select count(*)::int as entries, min("rank")::int as lowest,
         array_agg("rank" order by "score" desc, "rank") = array_agg("rank" order by "rank") as sorted from "MatchScore" group by "userId"`,
    );
    expect(lists.filter(({ entries }) => entries === LIST).length).toBeGreaterThan(active / 3);
    expect(lists.every(({ entries, lowest, sorted }) => entries <= LIST && lowest === 1 && sorted)).toBe(true);
    expect(await database.query('select 1 from "MatchScore" where "score" not between 0 and 100')).toEqual([]);
  });

  it('never pairs people whom a filter keeps apart', async () => {
    const age = (user: string): string => `extract(year from age('2026-01-01'::date, ${user}."birthdate"))`;
    const km = `12742 * asin(sqrt(power(sin(radians(v."latitude" - u."latitude") / 2), 2)
      + cos(radians(u."latitude")) * cos(radians(v."latitude")) * power(sin(radians(v."longitude" - u."longitude") / 2), 2)))`;
    expect(await violations('true')).not.toEqual([]);
    expect(await violations(`u."status" <> 'active' or v."status" <> 'active' or u."id" = v."id"`)).toEqual([]);
    expect(await violations('not (v."gender" = any(u."seeks") and u."gender" = any(v."seeks"))')).toEqual([]);
    expect(
      await violations(
        `${age('v')} not between u."ageMin" and u."ageMax" or ${age('u')} not between v."ageMin" and v."ageMax"`,
      ),
    ).toEqual([]);
    expect(await violations(`${km} > 1.001 * least(u."maxKm", v."maxKm")`)).toEqual([]);
    expect(
      await violations(
        `exists (select 1 from "Block" b where (b."userId", b."blockedId") in ((u."id", v."id"), (v."id", u."id")))`,
      ),
    ).toEqual([]);
    expect(
      await violations(`exists (select 1 from "Decision" d where d."userId" = u."id" and d."targetId" = v."id")`),
    ).toEqual([]);
    expect(
      await violations(
        `exists (select 1 from "Decision" d where d."userId" = v."id" and d."targetId" = u."id" and d."kind" = 'pass')`,
      ),
    ).toEqual([]);
  });

  it('shows somebody who was liked the one who liked', async () => {
    const [pair] = await database.query<{ u: number; v: number }>(
      `select m."userId" as u, m."targetId" as v from "MatchScore" m join "MatchScore" b on b."userId" = m."targetId" and b."targetId" = m."userId" order by 1 limit 1`,
    );
    await database.query(`insert into "Decision" values ($1, $2, 'like', now())`, [pair!.u, pair!.v]);
    await run('match-scores');
    expect(await matches(`"userId" = ${pair!.u} and "targetId" = ${pair!.v}`)).toEqual([]);
    expect(await matches(`"userId" = ${pair!.v} and "targetId" = ${pair!.u}`)).toHaveLength(1);
  });

  it('scores a pair the same from both sides, with the parts swapped', async () => {
    const mutual = `from "MatchScore" m join "MatchScore" b on b."userId" = m."targetId" and b."targetId" = m."userId"`;
    expect((await database.query(`select 1 ${mutual}`)).length).toBeGreaterThan(20);
    expect(
      await database.query(
        `select 1 ${mutual} where m."score" <> b."score" or m."forward" <> b."backward" or m."interest" <> b."interest"`,
      ),
    ).toEqual([]);
  });

  it('stores the parts that the formulas give', async () => {
    const { people } = await readPeople(database, { tables, algoVersion: 'v2', asOf: TODAY, pageSize: 500 });
    const { model } = (await readModel(database, tables, 'v2'))!;
    const users = new Map(people.map(({ user }) => [user.id, user]));
    const rows = await database.query<{
      userId: number;
      targetId: number;
      forward: number;
      backward: number;
      interest: number;
    }>('select * from "MatchScore" where "userId" % 5 = 0');
    expect(rows.length).toBeGreaterThan(100);
    for (const row of rows) {
      const pair = scorePair(model, users.get(row.userId)!, users.get(row.targetId)!);
      expect(pair.refusal).toBeNull();
      expect([row.forward, row.backward, row.interest]).toEqual(
        [pair.toward.total, pair.back.total, pair.interests].map((part): unknown => expect.closeTo(part, 3)),
      );
    }
  });

  it('computes nothing the second time', async () => {
    const before = await matches();
    expect(await run('match-scores')).toMatchObject({ users: 0, rows: 0, skipped: active, refitted: false });
    expect(differences(await matches(), before)).toEqual([]);
  });

  it('gives incrementally what a run over everybody gives', async () => {
    let partial = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(EDITS, { minLength: 1, maxLength: 5 }), async (edits: Edit[]) => {
        for (const edit of edits) await edit.apply(database);
        await run('build-user-traits');
        await run('user-interest-sets');
        const { users, skipped } = await run('match-scores', { batchSize: 25 });
        if (users > 0 && skipped > 0) partial += 1;
        const incremental = await matches();
        await database.query('update "MatchState" set "stale" = true');
        expect(await run('match-scores')).toMatchObject({ refitted: false });
        expect(differences(await matches(), incremental)).toEqual([]);
      }),
      { numRuns: 10, seed: 20_260_101, endOnFailure: true },
    );
    // Otherwise nothing above was about incremental work.
    expect(partial).toBeGreaterThan(5);
  }, 120_000);

  it('touches one user alone when asked to, and gives that user the same list', async () => {
    const before = await matches();
    expect(await run('match-scores', { userId: 8 })).toMatchObject({ users: 1, skipped: 0 });
    expect(differences(await matches(), before)).toEqual([]);
    await database.query(`update "UserPreference" set "importance" = 250 where "userId" in (8, 9)`);
    await database.query('delete from "MatchScore" where "userId" = 8');
    await run('match-scores', { userId: 8 });
    expect(
      differences(
        await matches('"userId" <> 8'),
        before.filter((row) => !row.startsWith('{"userId":8,')),
      ),
    ).toEqual([]);
    expect(await matches('"userId" = 8')).not.toEqual([]);
    // What the one run knew and the others did not is made up for by the next run over everybody.
    await run('match-scores');
    const incremental = await matches();
    await database.query('update "MatchState" set "stale" = true');
    await run('match-scores');
    expect(differences(await matches(), incremental)).toEqual([]);
  });

  it('says in a dry run what it would write, and writes nothing', async () => {
    const before = await matches();
    await database.query(`update "User" set "ageMax" = "ageMax" + 9 where "id" = 8`);
    const dry = await run('match-scores', { dryRun: true });
    expect(differences(await matches(), before)).toEqual([]);
    expect(dry.users).toBeGreaterThan(0);
    expect(await run('match-scores')).toEqual({ ...dry, dryRun: false });
  });

  it('goes on after a crash where it was, and ends with the same lists', async () => {
    const whole = await matches();
    await database.query('update "MatchState" set "stale" = true');
    await database.query('delete from "MatchScore"');
    const copies: number[] = [];
    const failing = failOnce(database, { table: 'MatchScore', on: 3, copies });
    const result = await socialRunner(failing, { matchesPerUser: LIST }).run('match-scores', { batchSize: 20 });
    expect(result).toMatchObject({ users: active, refitted: false });
    expect(copies).toHaveLength(Math.ceil(active / 20) + 1);
    expect(differences(await matches(), whole)).toEqual([]);
  });

  it('keeps two versions side by side', async () => {
    const before = await matches();
    await run('build-user-traits', { algoVersion: 'v1' });
    await run('match-scores', { algoVersion: 'v1' });
    expect(differences(await matches(`"algoVersion" = 'v2'`), before)).toEqual([]);
    expect((await matches(`"algoVersion" = 'v1'`)).length).toBeGreaterThan(active);
  });

  it('says what to run first when a version has no traits', async () => {
    await database.query('delete from "TraitNorm" where "algoVersion" = $1', ['v1']);
    await expect(run('match-scores', { algoVersion: 'v1' })).rejects.toThrow(
      'Run build-user-traits --algoVersion=v1 first',
    );
  });

  it('stops writing when a newer run over the population has started', async () => {
    await database.query('update "MatchState" set "stale" = true');
    const options: MatchBuildOptions = {
      tables,
      algoVersion: 'v2',
      dryRun: false,
      listLength: LIST,
      candidateBatchSize: 500,
      asOf: TODAY,
      signal: AbortSignal.timeout(60_000),
    };
    const older = await openMatchBuild(database, options);
    const newer = await openMatchBuild(database, options);
    try {
      await expect(older.batch(older.work.slice(0, 5))).rejects.toThrow('started after this one');
      expect((await newer.batch(newer.work.slice(0, 5))).rows).toBeGreaterThan(0);
    } finally {
      await Promise.all([older.close(), newer.close()]);
    }
  });

  it('leaves out a user with a value out of range, and says so', async () => {
    await database.query(
      `insert into "UserPreference" values (8, 'attribute', 'diet', null, array['vegan'], 7) on conflict ("userId", "kind", "key") do update set "importance" = 7`,
    );
    expect(await run('match-scores')).toMatchObject({ failed: 1 });
    expect(await matches('"userId" = 8 or "targetId" = 8')).toEqual([]);
  });

  it('finds who lists a user through an index', async () => {
    const plan = await database.transaction(async (tx) => {
      await tx.query('set local enable_seqscan = off');
      return dump(
        { ...database, query: (text) => tx.query(text) },
        `explain select "userId" from "MatchScore" where "targetId" = 8 and "algoVersion" = 'v2'`,
      );
    });
    expect(plan.join()).toContain('MatchScore_targetId_idx');
  });

  it('writes the same lists whatever the batch size', async () => {
    const before = await dump(database, WRITTEN.matches);
    await database.query('update "MatchState" set "stale" = true');
    await run('match-scores', { batchSize: 1_000, candidateBatchSize: 11 });
    expect(differences(await dump(database, WRITTEN.matches), before)).toEqual([]);
  });
});

/** A database whose n-th copy into a table fails, once; `copies` gathers the rows of all of them. */
function failOnce(
  database: Database,
  { table, on, copies }: { readonly table: string; readonly on: number; readonly copies: number[] },
): Database {
  return {
    query: (text, params) => database.query(text, params),
    transaction: (work) =>
      database.transaction((tx) =>
        work({
          query: (text, params) => tx.query(text, params),
          async copyIn(target, lines) {
            const rows = await tx.copyIn(target, lines);
            if (target.table !== table) return rows;
            if (copies.push(rows) === on) throw new Error('The connection was lost.');
            return rows;
          },
        }),
      ),
  };
}
