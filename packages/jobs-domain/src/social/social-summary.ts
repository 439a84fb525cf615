import type { Queryable } from '../ports/database.js';
import { socialTables } from './schema/tables.js';

/** How much the social tables hold. */
export interface SocialSummary {
  readonly users: number;
  readonly answers: number;
  readonly traits: number;
  readonly interestSets: number;
  readonly matches: number;
  readonly suggestions: number;
}

/** Counts the rows that the matching flow reads and writes, over all algorithm versions. */
export async function socialSummary(
  database: Queryable,
  options: { readonly schema?: string } = {},
): Promise<SocialSummary> {
  const t = socialTables(options.schema);
  const count = (table: string): string => `(select count(*)::int from ${table})`;
  const [row] = await database.query<SocialSummary>(
    `select ${count(t.User)} as users, ${count(t.QuizAnswer)} as answers, ${count(t.UserTrait)} as traits,
       ${count(t.UserInterestSet)} as "interestSets", ${count(t.MatchScore)} as matches, ${count(t.CompatibilitySuggestion)} as suggestions`,
  );
  if (row === undefined) throw new Error('Counting the social tables returned no row.');
  return row;
}
