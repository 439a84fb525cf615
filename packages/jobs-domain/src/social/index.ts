// The jobs
export { socialJobs, type SocialJobs } from './jobs/social-jobs.js';
export type { SocialOptions } from './settings.js';
export type { SocialJob, SocialResult, SocialServices } from './jobs/options.js';
export type { BuildUserTraitsResult } from './jobs/build-user-traits.js';
export type { MatchScoresResult } from './jobs/match-scores.js';
export type { CompatibilityResult } from './jobs/compatibility.js';
export { ALGO_VERSIONS, type AlgoVersion } from './algo-version.js';

// The schema
export { migrateSocial, type MigrationReport } from './schema/migrate.js';
export { HOST_TABLES, JOB_TABLES, type SocialTable } from './schema/tables.js';

// Reading what the jobs wrote
export { explainMatches, type ExplainedMatch, type ExplainOptions } from './suggestions/explain-matches.js';
export { socialSummary, type SocialSummary } from './social-summary.js';
export type { Area } from './matching/index.js';

// Realistic data
export { writeOpenPsychometrics, type OpenPsychometricsOptions } from './population/open-psychometrics.js';
export { writePopulation, type PopulationOptions, type PopulationReport } from './population/write-population.js';

// What the jobs need of the host
export type { CopyTarget, Database, DatabaseTransaction, Queryable } from '../ports/database.js';
