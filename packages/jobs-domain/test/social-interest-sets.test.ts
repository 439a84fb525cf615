import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import type { TestDatabase } from './fixtures/pglite-database.js';
import { dump, populatedDatabase, rememberTables, socialRunner, WRITTEN } from './fixtures/social-world.js';

const USERS = 100;

interface StoredSet {
  readonly interestIds: readonly number[];
  readonly weights: readonly number[];
  readonly sources: readonly string[];
  readonly norm: number;
}

describe('user-interest-sets', () => {
  let database: TestDatabase;
  let run: ReturnType<typeof socialRunner>['run'];
  let restore: () => Promise<void>;

  beforeAll(async () => {
    database = await populatedDatabase(USERS);
    run = socialRunner(database).run;
    expect(await run('user-interest-sets')).toEqual({
      users: USERS,
      rows: USERS,
      skipped: 0,
      removed: 0,
      dryRun: false,
    });
    restore = await rememberTables(database, [
      'User',
      'UserInterest',
      'InterestSignal',
      'UserInterestSet',
      'InterestUser',
    ]);
  });
  afterEach(() => restore());
  afterAll(() => database.close());

  const setOf = async (userId: number): Promise<StoredSet> =>
    (
      await database.query<StoredSet>(
        'select "interestIds", "weights", "sources", "norm" from "UserInterestSet" where "userId" = $1',
        [userId],
      )
    )[0]!;
  const weightOf = ({ interestIds, weights }: StoredSet, interestId: number): number | undefined =>
    weights[interestIds.indexOf(interestId)];
  const setEvidence = async (
    userId: number,
    evidence: { explicit?: number[]; implied?: number[]; behaviour?: [number, number][] },
  ): Promise<void> => {
    await database.query('delete from "UserInterest" where "userId" = $1', [userId]);
    await database.query('delete from "InterestSignal" where "userId" = $1', [userId]);
    await database.query('insert into "UserInterest" select $1, unnest($2::int[])', [userId, evidence.explicit ?? []]);
    await database.query(`insert into "InterestSignal" select $1, unnest($2::int[]), 'implied', 1`, [
      userId,
      evidence.implied ?? [],
    ]);
    for (const [interestId, amount] of evidence.behaviour ?? []) {
      await database.query(`insert into "InterestSignal" values ($1, $2, 'behaviour', $3)`, [
        userId,
        interestId,
        amount,
      ]);
    }
  };

  it('writes nothing the second time', async () => {
    const before = await dump(database, 'select * from "UserInterestSet" order by 1');
    expect(await run('user-interest-sets')).toMatchObject({ rows: 0, skipped: USERS });
    expect(await dump(database, 'select * from "UserInterestSet" order by 1')).toEqual(before);
  });

  it('weighs the strongest evidence and drops the weakest', async () => {
    await setEvidence(8, {
      explicit: [1],
      implied: [1, 2],
      behaviour: [
        [2, 6.4],
        [3, 4],
        [4, 1.1],
        [5, 80],
      ],
    });
    expect(await run('user-interest-sets', { userId: 8 })).toMatchObject({ users: 1, rows: 1 });
    expect(await setOf(8)).toMatchObject({
      interestIds: [1, 2, 3, 5],
      weights: [1, 0.8, 0.5, 1].map((weight): unknown => expect.closeTo(weight, 4)),
      sources: ['explicit', 'behaviour', 'behaviour', 'behaviour'],
    });
  });

  it('forgets an interest that is taken back, unless behaviour supports it', async () => {
    await setEvidence(8, { explicit: [1, 2], behaviour: [[2, 4]] });
    await run('user-interest-sets');
    await database.query('delete from "UserInterest" where "userId" = 8');
    await run('user-interest-sets');
    expect(await setOf(8)).toMatchObject({ interestIds: [2], weights: [0.5], sources: ['behaviour'] });
  });

  it('keeps the strongest thirty-two', async () => {
    await setEvidence(8, {
      explicit: [40, 41],
      behaviour: Array.from({ length: 39 }, (_, index) => [index + 1, 8 - index / 10]),
    });
    await run('user-interest-sets', { userId: 8 });
    const set = await setOf(8);
    expect(set.interestIds).toEqual([...Array.from({ length: 30 }, (_, index) => index + 1), 40, 41]);
  });

  it('stores the norm of the weights', async () => {
    for (const userId of [1, 8, 50]) {
      const { weights, norm } = await setOf(userId);
      expect(norm).toBeCloseTo(Math.hypot(...weights), 5);
    }
  });

  it('keeps the inverse in step', async () => {
    await setEvidence(8, { explicit: [200] });
    await database.query('delete from "User" where "id" = 9');
    expect(await run('user-interest-sets', { batchSize: 9 })).toMatchObject({ users: USERS - 1, rows: 1, removed: 1 });
    const derived = `select unnest("interestIds") as "interestId", "userId", unnest("weights") as weight from "UserInterestSet" order by 1, 2`;
    expect(await dump(database, WRITTEN.interestUsers)).toEqual(await dump(database, derived));
    expect(weightOf(await setOf(8), 200)).toBe(1);
  });

  it('says in a dry run what it would write, and writes nothing', async () => {
    await setEvidence(8, {});
    const before = await dump(database, WRITTEN.interestSets);
    expect(await run('user-interest-sets', { dryRun: true })).toMatchObject({
      rows: 1,
      skipped: USERS - 1,
      dryRun: true,
    });
    expect(await dump(database, WRITTEN.interestSets)).toEqual(before);
  });

  it('looks users up by interest through an index', async () => {
    const plan = await database.transaction(async (tx) => {
      await tx.query('set local enable_seqscan = off');
      return dump(
        { ...database, query: (text) => tx.query(text) },
        'explain select "userId" from "InterestUser" where "interestId" = 5',
      );
    });
    expect(plan.join()).toContain('InterestUser_pkey');
  });
});
