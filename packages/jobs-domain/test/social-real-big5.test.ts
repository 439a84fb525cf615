import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { explainMatches, migrateSocial, writeOpenPsychometrics } from '../src/index.js';
import { openDatabase, type TestDatabase } from './fixtures/pglite-database.js';
import { sharedFile } from './fixtures/shared-data.js';
import { socialRunner, TODAY } from './fixtures/social-world.js';
import { alpha, correlation } from './fixtures/statistics.js';

const USERS = 400;
const data = sharedFile('big5/data.csv');

describe.skipIf(data.missing)('the matching flow on real answers', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openDatabase();
    await migrateSocial(database);
    const lines = createInterface({ input: createReadStream(data.file) });
    expect(await writeOpenPsychometrics(database, lines, { users: USERS, asOf: TODAY })).toBe(USERS);
    await socialRunner(database).flow();
  });
  afterAll(() => database.close());

  const keyedAnswers = async (trait: string): Promise<number[][]> => {
    const rows = await database.query<{ values: number[] }>(
      `select array_agg(case when q."keyed" > 0 then a."value" else 6 - a."value" end order by q."id")::float8[] as values
       from "QuizAnswer" a join "QuizQuestion" q on q."id" = a."questionId" where q."trait" = $1
       group by a."userId" having count(*) = 10`,
      [trait],
    );
    return rows.map(({ values }) => values);
  };

  it.each(['extraversion', 'neuroticism', 'agreeableness', 'conscientiousness', 'openness'])(
    'reads %s as one scale',
    async (trait) => {
      const answers = await keyedAnswers(trait);
      expect(answers.length).toBeGreaterThan(0.9 * USERS);
      expect(alpha(answers)).toBeGreaterThan(0.7);
      // Every item is keyed the right way: it goes along with the rest of its scale.
      for (let item = 0; item < 10; item += 1) {
        const rest = answers.map((row) => row.reduce((sum, value, column) => (column === item ? sum : sum + value), 0));
        expect(
          correlation(
            answers.map((row) => row[item]!),
            rest,
          ),
          `item ${item + 1}`,
        ).toBeGreaterThan(0.1);
      }
    },
  );

  it('orders people by trait as their raw sums do', async () => {
    const rows = await database.query<{ sum: number; trait: number; position: number }>(
      `select s.sum::float8 as sum, t."traits", n."position" from (
         select a."userId", sum(case when q."keyed" > 0 then a."value" else 6 - a."value" end) as sum
         from "QuizAnswer" a join "QuizQuestion" q on q."id" = a."questionId" where q."trait" = 'extraversion' group by 1 having count(*) = 10) s
       join "UserTrait" t on t."userId" = s."userId" join "TraitNorm" n on n."trait" = 'extraversion'`,
    );
    const traits = rows.map((row) => {
      const bytes = Uint8Array.from((row as unknown as { traits: Uint8Array }).traits);
      return new Float32Array(bytes.buffer)[row.position]!;
    });
    expect(
      correlation(
        rows.map(({ sum }) => sum),
        traits,
      ),
    ).toBeGreaterThan(0.97);
  });

  it('gives people matches with reasons, without behaviour', async () => {
    const [found] = await database.query<{ listed: number; behaviour: number | null }>(
      `select (select count(distinct "userId")::int from "MatchScore") as listed, (select ("body"->>'likeRate')::float8 from "MatchModel") as behaviour`,
    );
    expect(found!.behaviour).toBeNull();
    expect(found!.listed).toBeGreaterThan(0.8 * USERS);
    const [someone] = await database.query<{ userId: number }>(
      'select "userId" from "MatchScore" where "rank" = 5 order by 1 limit 1',
    );
    const matches = await explainMatches(database, { userId: someone!.userId, limit: 5 });
    expect(matches).toHaveLength(5);
    expect(matches.flatMap(({ reasons }) => reasons)).not.toEqual([]);
  });
});
