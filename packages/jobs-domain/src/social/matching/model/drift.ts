import type { MatchUser } from '../user.js';
import { interestUsersOf, likeRateOf } from './fit.js';
import type { MatchModel } from './model.js';
import { settingsDigest } from './settings.js';

/** What a population looks like now, to be compared with what a model was fitted on. */
export interface MatchStatistics {
  readonly population: number;
  readonly interestUsers: readonly (readonly [id: number, users: number])[];
  readonly likeRate: number | null;
  /** Values that somebody accepts in a preference. */
  readonly wantedValues: readonly (readonly [attribute: string, value: string])[];
}

/** Whether a model still fits, and every reason why not. */
export interface ModelDrift {
  readonly refit: boolean;
  readonly reasons: readonly string[];
}

/** Relative change from which the stored scores stop being comparable. */
const LIMIT = 0.1;

/** Rarer interests change by chance. */
const ENOUGH_USERS = 30;

/** Statistics of a population, counted as the model counts. */
export function matchStatistics(users: readonly MatchUser[], model: MatchModel): MatchStatistics {
  const wanted = new Map(
    users
      .flatMap((user) => user.preferences)
      .flatMap(({ attribute, accepts }) =>
        accepts.map((value) => [`${attribute}\n${value}`, [attribute, value]] as const),
      ),
  );
  return {
    population: users.length,
    interestUsers: interestUsersOf(users, model.settings),
    likeRate: likeRateOf(users),
    wantedValues: [...wanted.values()],
  };
}

/**
 * Asks whether a model has to be fitted again, and with it every list computed again: the population, the rarity of a
 * common interest or the like rate moved by more than a tenth, a preference names a value the model has no column for,
 * or the settings are no longer the ones it was fitted with.
 */
export function modelDrift(model: MatchModel, now: MatchStatistics): ModelDrift {
  const reasons = [
    ...moved('population', model.population, now.population),
    ...moved('like rate', model.likeRate ?? 0, now.likeRate ?? 0),
    ...interestDrift(model, now),
    ...missingColumns(model, now),
    ...(settingsDigest(model.settings) === model.settingsDigest
      ? []
      : ['the code scores in another way than the model says']),
  ];
  return { refit: reasons.length > 0, reasons };
}

function moved(name: string, before: number, after: number): string[] {
  const change = before === after ? 0 : Math.abs(after - before) / before;
  return change > LIMIT ? [`${name} moved from ${before} to ${after}`] : [];
}

function interestDrift(model: MatchModel, now: MatchStatistics): string[] {
  const before = new Map(model.interestUsers);
  return now.interestUsers.flatMap(([id, users]) => {
    if (users < ENOUGH_USERS) return [];
    const was = Math.log(1 + model.population / (before.get(id) ?? 1));
    return moved(`rarity of interest ${id}`, was, Math.log(1 + now.population / users));
  });
}

function missingColumns(model: MatchModel, now: MatchStatistics): string[] {
  const columns = new Map(model.attributes.map(({ attribute, values }) => [attribute, new Set(values)]));
  const missing = now.wantedValues.filter(([attribute, value]) => columns.get(attribute)?.has(value) !== true);
  return missing.map(([attribute, value]) => `no column for the wanted value ${attribute} = ${value}`);
}
