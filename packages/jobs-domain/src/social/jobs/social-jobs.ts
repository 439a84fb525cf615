import { socialSettings, type SocialOptions } from '../settings.js';
import { buildUserTraitsJob } from './build-user-traits.js';
import { compatibilityJob } from './compatibility.js';
import { matchScoresJob } from './match-scores.js';
import { userInterestSetsJob } from './user-interest-sets.js';

/** The jobs of the social area; the type of each is that of its factory. */
export type SocialJobs = readonly [
  ReturnType<typeof buildUserTraitsJob>,
  ReturnType<typeof matchScoresJob>,
  ReturnType<typeof compatibilityJob>,
  ReturnType<typeof userInterestSetsJob>,
];

/**
 * The jobs of the social area, in the order of the catalogue. Their schedules are off until the host turns them on.
 *
 * @throws NightshiftError `INVALID_OPTION` for an environment variable that cannot be read.
 * @example
 * const store = pgliteStore({ dataDir: '.nightshift' });
 * await migrateSocial(store.database);
 * const jobs = createJobs({ jobs: socialJobs({ env: process.env }), store, services: { database: store.database } });
 */
export function socialJobs(options: SocialOptions = {}): SocialJobs {
  const settings = socialSettings(options);
  const buildUserTraits = buildUserTraitsJob(settings);
  const userInterestSets = userInterestSetsJob(settings);
  const matchScores = matchScoresJob(settings, { buildUserTraits, userInterestSets });
  const compatibility = compatibilityJob(settings, { matchScores });
  return [buildUserTraits, matchScores, compatibility, userInterestSets];
}
