import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { explainMatches } from '../src/index.js';
import { readPeople } from '../src/social/people/read-people.js';
import { socialTables } from '../src/social/schema/tables.js';
import { suggestionLayout } from '../src/social/suggestions/suggestion-layout.js';
import { readModel } from '../src/social/matches/match-tables.js';
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

const USERS = 150;
const tables = socialTables();
const TOP = 20;

describe('compatibility', () => {
  let database: TestDatabase;
  let run: ReturnType<typeof socialRunner>['run'];
  let restore: () => Promise<void>;

  beforeAll(async () => {
    database = await populatedDatabase(USERS);
    const runner = socialRunner(database);
    run = runner.run;
    await runner.flow();
    restore = await rememberTables(database, [
      'User',
      'UserPreference',
      'UserTrait',
      'MatchScore',
      'MatchState',
      'MatchModel',
      'CompatibilitySuggestion',
      'CompatibilityModel',
    ]);
  });
  afterEach(() => restore());
  afterAll(() => database.close());

  const suggestions = (): Promise<string[]> => dump(database, WRITTEN.suggestions);
  const count = async (text: string): Promise<number> => (await database.query(text)).length;

  it('stores each pair of the best twenty once, the smaller id first', async () => {
    const wanted = `select distinct least("userId", "targetId"), greatest("userId", "targetId") from "MatchScore" where "rank" <= ${TOP}`;
    expect(await suggestions()).toHaveLength(await count(wanted));
    expect(
      await count(
        `select 1 from "CompatibilitySuggestion" c where "lowId" >= "highId" or ("lowId", "highId") not in (${wanted})`,
      ),
    ).toBe(0);
  });

  it('scores areas and the whole from 0 to 100, the whole as the match does', async () => {
    const rows = await database.query<{ overall: number; score: number; areas: (number | null)[] }>(
      `select c."overall", m."score", c."areas" from "CompatibilitySuggestion" c
       join "MatchScore" m on m."userId" = c."lowId" and m."targetId" = c."highId"`,
    );
    expect(rows.length).toBeGreaterThan(500);
    for (const { overall, areas } of rows) {
      expect(areas).toHaveLength(4);
      for (const value of [overall, ...areas]) expect(value === null || (value >= 0 && value <= 100)).toBe(true);
    }
    const off = rows.filter(({ overall, score }) => Math.abs(overall - score) > 1);
    expect(off.length / rows.length).toBeLessThan(0.02);
  });

  it('gives only reasons that are true', async () => {
    const { people, catalogue } = await readPeople(database, { tables, algoVersion: 'v2', asOf: TODAY, pageSize: 500 });
    const users = new Map(people.map(({ user }) => [user.id, user]));
    const layout = suggestionLayout(catalogue, (await readModel(database, tables, 'v2'))!.model);
    const rows = await database.query<{ lowId: number; highId: number; reasons: number[]; shared: number[] }>(
      'select * from "CompatibilitySuggestion"',
    );
    let preferences = 0;
    for (const { lowId, highId, reasons, shared } of rows) {
      const [low, high] = [users.get(lowId)!, users.get(highId)!];
      for (const interest of shared) {
        expect([low, high].every(({ interests }) => interests.some(({ id }) => id === interest))).toBe(true);
      }
      for (const code of reasons) {
        const side = code % 4;
        if (Math.floor(code / 4) % 2 === 0) continue;
        preferences += 1;
        const { attribute } = layout.attributes[Math.floor(code / 8)]!;
        const fits = (from: typeof low, to: typeof low): boolean =>
          from.preferences.some(
            (wish) => wish.attribute === attribute && wish.accepts.includes(to.attributes[attribute] ?? ''),
          );
        if (side !== 2) expect(fits(low, high)).toBe(true);
        if (side !== 1) expect(fits(high, low)).toBe(true);
      }
    }
    expect(preferences).toBeGreaterThan(100);
  });

  it('writes nothing the second time, whatever the batch sizes', async () => {
    const before = await suggestions();
    expect(await run('compatibility', { batchSize: 7, targetBatchSize: 13 })).toMatchObject({
      users: USERS,
      rows: 0,
      removed: 0,
    });
    expect(differences(await suggestions(), before)).toEqual([]);
  });

  it('gives incrementally what a run over everybody gives', async () => {
    await database.query(
      `update "UserPreference" set "importance" = 250 where "userId" in (8, 30) and "kind" = 'trait'`,
    );
    await database.query(`update "User" set "status" = 'paused' where "id" = 12`);
    await run('match-scores');
    const { rows, skipped, removed } = await run('compatibility');
    expect(rows).toBeGreaterThan(0);
    expect(skipped).toBeGreaterThan(rows);
    expect(removed).toBeGreaterThan(0);
    const incremental = await suggestions();
    expect(incremental.some((row) => row.includes('"lowId":12,') || row.includes('"highId":12,'))).toBe(false);
    await database.query('delete from "CompatibilitySuggestion"');
    await run('compatibility');
    expect(differences(await suggestions(), incremental)).toEqual([]);
  });

  it('touches the pairs of one user alone when asked to', async () => {
    const before = await suggestions();
    await database.query('delete from "CompatibilitySuggestion" where "lowId" in (8, 9) or "highId" in (8, 9)');
    expect(await run('compatibility', { userId: 8 })).toMatchObject({ users: 1, removed: 0 });
    const missing = differences(await suggestions(), before);
    expect(missing.length).toBeGreaterThan(0);
    expect(missing.filter((row) => row.includes('"lowId":8,') || row.includes('"highId":8,'))).toEqual([]);
  });

  it('says in a dry run what it would write, and writes nothing', async () => {
    await database.query('delete from "CompatibilitySuggestion" where "lowId" < 40');
    const before = await suggestions();
    const dry = await run('compatibility', { dryRun: true });
    expect(await suggestions()).toEqual(before);
    expect(await run('compatibility')).toEqual({ ...dry, dryRun: false });
  });

  it('keeps two versions side by side, over the match scores that there are', async () => {
    const before = await suggestions();
    await run('compatibility', { algoVersion: 'v1' });
    const both = await suggestions();
    expect(both.filter((row) => row.includes('"v2"'))).toEqual(before);
    expect(both).toHaveLength(2 * before.length);
  });

  it('says what to run first when there are no match scores', async () => {
    await database.query('delete from "MatchModel"');
    await expect(run('compatibility')).rejects.toThrow('Run match-scores first');
  });

  it('tells the best matches of a user in words', async () => {
    const matches = await explainMatches(database, { userId: 8, limit: 5 });
    expect(matches.map(({ rank }) => rank)).toEqual([1, 2, 3, 4, 5]);
    for (const match of matches) {
      expect(match.displayName).toMatch(/^\p{L}+ [A-Z]\.$/u);
      expect(match.reasons.length).toBeLessThanOrEqual(2);
      expect(Object.keys(match.areas ?? {})).toEqual(['communication', 'lifestyle', 'values', 'interests']);
    }
    expect(matches.flatMap(({ reasons }) => reasons).join(' ')).toMatch(/^(You|They|In) .*\.$/);
  });
});
