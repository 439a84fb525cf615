import type { MatchModel } from './model.js';

/** The tables of a model in a form that is fast to ask. */
export interface ModelLookup {
  readonly model: MatchModel;
  /** Rarity of an interest; one that the model has not seen counts as held by one user. */
  idf(interest: number): number;
  /** Column of an attribute's value, counted from the first attribute column, or -1 when the model has none. */
  column(attribute: string, value: string): number;
  readonly columns: number;
}

/** Builds the tables of a model. */
export function lookupOf(model: MatchModel): ModelLookup {
  const rarity = new Map(model.interestUsers.map(([id, users]) => [id, Math.log(1 + model.population / users)]));
  const unseen = Math.log(1 + model.population);
  const columns = new Map<string, Map<string, number>>();
  let count = 0;
  for (const { attribute, values } of model.attributes) {
    columns.set(attribute, new Map(values.map((value) => [value, count++])));
  }
  return {
    model,
    idf: (interest) => rarity.get(interest) ?? unseen,
    column: (attribute, value) => columns.get(attribute)?.get(value) ?? -1,
    columns: count,
  };
}
