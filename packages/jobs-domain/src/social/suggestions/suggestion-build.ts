import { createHash } from 'node:crypto';

import { NonRetryableError } from '@nightshift/core';

import type { Database } from '../../ports/database.js';
import type { AlgoVersion } from '../algo-version.js';
import { diffPeople } from '../matches/match-diff.js';
import { readModel, readStates, type StoredModel } from '../matches/match-tables.js';
import {
  compatibilityReporter,
  fitAreaModel,
  type AreaModel,
  type CompatibilityReport,
  type MatchUser,
} from '../matching/index.js';
import type { Person } from '../people/person.js';
import { readPeople, type People } from '../people/read-people.js';
import type { SocialTables } from '../schema/tables.js';
import { lockWrites } from '../write-lock.js';
import { suggestionLayout } from './suggestion-layout.js';
import {
  deleteUnlisted,
  readAreas,
  readTopPairs,
  writeAreas,
  writeSuggestions,
  type StoredAreas,
  type Suggestion,
  type TopPair,
} from './suggestion-tables.js';

/** What a build of compatibility suggestions works on. */
export interface SuggestionBuildOptions {
  readonly tables: SocialTables;
  readonly algoVersion: AlgoVersion;
  /** Whose lists to take when there are none of `algoVersion`. */
  readonly standardMatchVersion: AlgoVersion;
  readonly dryRun: boolean;
  /** Pairs with this user alone. */
  readonly userId?: number;
  /** Pairs reported at a time. */
  readonly targetBatchSize: number;
  readonly asOf: Date;
  readonly signal: AbortSignal;
}

/** Counts of one batch, in pairs; in a dry run, of what it would have written. */
export interface SuggestionCounts {
  readonly rows: number;
  readonly skipped: number;
}

/** A build under frozen models. */
export interface SuggestionBuild {
  readonly failures: People['failures'];
  /** Reports the pairs at the top of some users' lists and writes those whose users changed. Repeating it changes nothing. */
  batch(userIds: readonly number[]): Promise<SuggestionCounts>;
  /** Deletes reports of pairs that are at the top of no list any more, in bounded transactions. */
  removeUnlisted(): Promise<number>;
}

const REMOVAL_CHUNK = 5_000;
const PAGE_SIZE = 1_000;

interface PeoplePair extends TopPair {
  readonly low: Member;
  readonly high: Member;
}

interface Scene {
  readonly matchVersion: AlgoVersion;
  readonly areas: AreaModel;
  readonly people: ReadonlyMap<number, Member>;
  readonly report: (u: MatchUser, v: MatchUser) => CompatibilityReport;
}

export async function openSuggestionBuild(
  database: Database,
  options: SuggestionBuildOptions,
): Promise<SuggestionBuild> {
  const { match, matchVersion } = await matchModel(database, options);
  const stored = await readAreas(database, options.tables, options.algoVersion);
  const fitted = stored?.matchDigest === match.model.digest ? stored.areas : undefined;
  const people = await readSettled(database, options, { matchVersion, everybody: fitted === undefined });
  const areas = fitted ?? (await freshAreas(database, options, { match, stored, people }));
  const report = compatibilityReporter({ match: match.model, areas });
  const scene = {
    matchVersion,
    areas,
    report,
    people: new Map(people.settled.map((person) => [person.user.id, memberOf(person)])),
  };
  return {
    failures: people.failures,
    batch: (userIds) => suggestBatch(database, options, { scene, userIds }),
    removeUnlisted: () => removeUnlisted(database, options, matchVersion),
  };
}

async function matchModel(
  database: Database,
  options: SuggestionBuildOptions,
): Promise<{ readonly match: StoredModel; readonly matchVersion: AlgoVersion }> {
  for (const matchVersion of [options.algoVersion, options.standardMatchVersion]) {
    const match = await readModel(database, options.tables, matchVersion);
    if (match !== undefined) return { match, matchVersion };
  }
  throw new NonRetryableError(
    `No matches are scored with ${options.algoVersion} or ${options.standardMatchVersion}. Run match-scores first.`,
  );
}

interface SettledPeople extends People {
  /** With the behaviour that the match scores were computed with. */
  readonly settled: readonly Person[];
}

async function readSettled(
  database: Database,
  options: SuggestionBuildOptions,
  { matchVersion, everybody }: { readonly matchVersion: AlgoVersion; readonly everybody: boolean },
): Promise<SettledPeople> {
  const { tables, userId } = options;
  const few =
    userId === undefined || everybody ? {} : { userIds: await partnersOf(database, options, { matchVersion, userId }) };
  const people = await readPeople(database, { ...options, ...few, algoVersion: matchVersion, pageSize: PAGE_SIZE });
  const states = await readStates(database, tables, { algoVersion: matchVersion, ...few });
  return { ...people, settled: diffPeople(people.people, states).people };
}

async function partnersOf(
  database: Database,
  { tables, algoVersion }: SuggestionBuildOptions,
  { matchVersion, userId }: { readonly matchVersion: AlgoVersion; readonly userId: number },
): Promise<number[]> {
  const pairs = await readTopPairs(database, tables, { algoVersion, matchVersion, userIds: [userId], bothWays: true });
  return [...new Set([userId, ...pairs.flatMap(({ lowId, highId }) => [lowId, highId])])];
}

async function freshAreas(
  database: Database,
  { tables, algoVersion, dryRun, asOf }: SuggestionBuildOptions,
  {
    match,
    stored,
    people,
  }: { readonly match: StoredModel; readonly stored: StoredAreas | undefined; readonly people: SettledPeople },
): Promise<AreaModel> {
  const layout = suggestionLayout(people.catalogue, match.model, stored?.areas.layout);
  const users = people.settled.map(({ user }) => user);
  const areas = fitAreaModel(users, match.model, { layout, version: algoVersion });
  if (!dryRun) await writeAreas(database, tables, { algoVersion, areas, matchDigest: match.model.digest, at: asOf });
  return areas;
}

async function suggestBatch(
  database: Database,
  options: SuggestionBuildOptions,
  { scene, userIds }: { readonly scene: Scene; readonly userIds: readonly number[] },
): Promise<SuggestionCounts> {
  const { tables, algoVersion, userId, targetBatchSize } = options;
  const { matchVersion, people } = scene;
  const listed = await readTopPairs(database, tables, {
    algoVersion,
    matchVersion,
    userIds,
    bothWays: userId !== undefined,
  });
  const pairs = listed.flatMap((pair): PeoplePair[] => {
    const [low, high] = [people.get(pair.lowId), people.get(pair.highId)];
    return low === undefined || high === undefined ? [] : [{ ...pair, low, high }];
  });
  let rows = 0;
  for (let start = 0; start < pairs.length; start += targetBatchSize) {
    options.signal.throwIfAborted();
    rows += await suggestPairs(database, options, { scene, pairs: pairs.slice(start, start + targetBatchSize) });
  }
  return { rows, skipped: listed.length - rows };
}

async function suggestPairs(
  database: Database,
  { tables, algoVersion, dryRun }: SuggestionBuildOptions,
  { scene, pairs }: { readonly scene: Scene; readonly pairs: readonly PeoplePair[] },
): Promise<number> {
  const suggestions: Suggestion[] = [];
  for (const { lowId, highId, storedHash, low, high } of pairs) {
    const sourceHash = pairHash(scene.areas, [low, high]);
    if (storedHash === sourceHash) continue;
    suggestions.push({ lowId, highId, sourceHash, report: scene.report(low.user, high.user) });
  }
  if (suggestions.length > 0 && !dryRun) {
    await database.transaction(async (tx) => {
      await lockWrites(tx, tables, `compatibility ${algoVersion}`);
      await writeSuggestions(tx, tables, { algoVersion, suggestions });
    });
  }
  return suggestions.length;
}

// Joined, not hashed again: there are far more pairs than people.
function pairHash(areas: AreaModel, pair: readonly Member[]): string {
  return [areas.digest.slice(0, 8), ...pair.map(({ hash }) => hash)].join('');
}

/** What reports need of a person, and a digest of it. */
interface Member {
  readonly user: MatchUser;
  readonly hash: string;
}

function memberOf({ user, featureHash }: Person): Member {
  const { likesReceived, shown, likesGiven, seen } = user.behaviour;
  const hash = createHash('sha256').update([featureHash, likesReceived, shown, likesGiven, seen].join());
  return { user, hash: hash.digest('base64url').slice(0, 11) };
}

async function removeUnlisted(
  database: Database,
  options: SuggestionBuildOptions,
  matchVersion: AlgoVersion,
): Promise<number> {
  if (options.dryRun) return 0;
  const { tables, algoVersion, userId, signal } = options;
  for (let removed = 0; ;) {
    signal.throwIfAborted();
    const chunk = await deleteUnlisted(database, tables, {
      algoVersion,
      matchVersion,
      limit: REMOVAL_CHUNK,
      ...(userId !== undefined && { userId }),
    });
    removed += chunk;
    if (chunk < REMOVAL_CHUNK) return removed;
  }
}
