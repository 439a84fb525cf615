import { quoteIdentifier } from '../../postgres/identifier.js';

/** Tables, or views of the host, that the social jobs read and never write. */
export const HOST_TABLES = [
  'User',
  'UserPreference',
  'Block',
  'Decision',
  'Quiz',
  'QuizQuestion',
  'QuizAnswer',
  'Interest',
  'UserInterest',
  'InterestSignal',
] as const;

/** Tables that the social jobs write. */
export const JOB_TABLES = [
  'UserTrait',
  'TraitNorm',
  'UserInterestSet',
  'InterestUser',
  'MatchScore',
  'MatchModel',
  'MatchState',
  'CompatibilitySuggestion',
  'CompatibilityModel',
] as const;

export type SocialTable = (typeof HOST_TABLES)[number] | (typeof JOB_TABLES)[number];

/** Qualified, quoted names for SQL, by table: `` `select 1 from ${tables.User}` ``; and the bare schema name for a copy. */
export type SocialTables = Readonly<Record<SocialTable, string>> & { readonly schema: string };

/**
 * The social tables in one schema.
 *
 * @param schema - validated and quoted; see {@link quoteIdentifier}.
 */
export function socialTables(schema = 'public'): SocialTables {
  const prefix = quoteIdentifier(schema);
  const names = [...HOST_TABLES, ...JOB_TABLES].map((table) => [table, `${prefix}.${quoteIdentifier(table)}`]);
  return { ...(Object.fromEntries(names) as Record<SocialTable, string>), schema };
}
