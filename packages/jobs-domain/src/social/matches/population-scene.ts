import type { Database } from '../../ports/database.js';
import type { AlgoVersion } from '../algo-version.js';
import { fitMatchModel, matchStatistics, modelDrift, type MatchModel } from '../matching/index.js';
import { readPeople, type People } from '../people/read-people.js';
import type { MatchBuildOptions } from './match-build-options.js';
import { diffPeople, type MatchDiff, type StoredState } from './match-diff.js';
import { readModel, readStates, type StoredModel } from './match-tables.js';

/** A population under a model, ready to be scored. */
export interface PopulationScene {
  readonly people: People;
  readonly model: MatchModel;
  readonly refitReasons: readonly string[];
  readonly diff: MatchDiff;
  readonly states: ReadonlyMap<number, StoredState>;
}

/** Everybody, under the stored model or, where that no longer fits, a new one. */
export async function populationScene(database: Database, options: MatchBuildOptions): Promise<PopulationScene> {
  const { tables, algoVersion, candidateBatchSize } = options;
  const people = await readPeople(database, { ...options, pageSize: candidateBatchSize });
  const stored = await readModel(database, tables, algoVersion);
  const refitReasons = reasonsToRefit(people, stored, options.listLength);
  const states = await readStates(database, tables, { algoVersion });
  if (stored !== undefined && refitReasons.length === 0) {
    return { people, model: stored.model, refitReasons, diff: diffPeople(people.people, states), states };
  }
  return { ...refitted(people, algoVersion), refitReasons, states };
}

// One list needs the user and the possible partners alone, as long as there is a model that knows the others.
export async function userScene(
  database: Database,
  options: MatchBuildOptions,
  userId: number,
): Promise<PopulationScene> {
  const { tables, algoVersion, candidateBatchSize: pageSize } = options;
  const stored = await readModel(database, tables, algoVersion);
  if (stored !== undefined) {
    const people = await readPeople(database, { ...options, pageSize, aroundUserId: userId });
    const states = await readStates(database, tables, {
      algoVersion,
      userIds: people.people.map(({ user }) => user.id),
    });
    const diff = diffPeople(people.people, states);
    if (stored.model.traitCount === people.catalogue.length)
      return { people, model: stored.model, refitReasons: [], diff, states };
  }
  const people = await readPeople(database, { ...options, pageSize });
  return { ...refitted(people, algoVersion), refitReasons: ['no stored model fits these traits'], states: new Map() };
}

function refitted(people: People, algoVersion: AlgoVersion): Pick<PopulationScene, 'people' | 'model' | 'diff'> {
  const model = fitMatchModel(
    people.people.map(({ user }) => user),
    { version: algoVersion },
  );
  return { people, model, diff: diffPeople(people.people, new Map()) };
}

function reasonsToRefit(
  { people, catalogue, normsVersion }: People,
  stored: StoredModel | undefined,
  listLength: number,
): readonly string[] {
  if (stored === undefined) return ['no model is stored'];
  if (stored.normsVersion !== normsVersion || stored.model.traitCount !== catalogue.length)
    return ['the traits have new norms'];
  if (stored.listLength !== listLength) return [`lists now hold ${listLength} entries`];
  return modelDrift(
    stored.model,
    matchStatistics(
      people.map(({ user }) => user),
      stored.model,
    ),
  ).reasons;
}
