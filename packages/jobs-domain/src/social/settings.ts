import { NightshiftError, systemClock } from '@nightshift/core';
import { z } from 'zod';

import { ALGO_VERSIONS, type AlgoVersion } from './algo-version.js';
import { socialTables, type SocialTables } from './schema/tables.js';

/** What a host decides about the social jobs. */
export interface SocialOptions {
  /**
   * Where defaults are read from, once: `JOB_BATCH_SIZE`, `JOB_PAUSE_MS`, `MATCH_ALGO_VERSION`,
   * `COMPATIBILITY_ALGO_VERSION`. Give `process.env`; default: nothing is read. An option of a run goes before it.
   */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** The schema of the social tables; default `public`. */
  readonly schema?: string;
  /** Entries that `match-scores` keeps per user, 1 to 1,000; default 200. */
  readonly matchesPerUser?: number;
  /** Where time comes from; default the system clock. */
  readonly now?: () => Date;
}

/** The defaults of the jobs' options, and what the jobs share. */
export interface SocialSettings {
  readonly batchSize: number;
  readonly pauseMs: number;
  readonly matchAlgoVersion: AlgoVersion;
  readonly compatibilityAlgoVersion: AlgoVersion;
  readonly matchesPerUser: number;
  readonly tables: SocialTables;
  readonly now: () => Date;
}

const emptyIsUnset = (value: unknown): unknown => (value === '' ? undefined : value);
const count = (least: number, most: number, standard: number) =>
  z.preprocess(emptyIsUnset, z.coerce.number().int().min(least).max(most).default(standard));
const version = z.preprocess(emptyIsUnset, z.enum(ALGO_VERSIONS).default('v2'));

const environment = z.object({
  JOB_BATCH_SIZE: count(1, 10_000, 100),
  JOB_PAUSE_MS: count(0, 3_600_000, 0),
  MATCH_ALGO_VERSION: version,
  COMPATIBILITY_ALGO_VERSION: version,
});

/**
 * Settles the defaults: environment before built-in ones.
 *
 * @throws NightshiftError `INVALID_OPTION` naming the option, or each variable that cannot be read.
 */
export function socialSettings(options: SocialOptions): SocialSettings {
  const { env = {}, schema, matchesPerUser = 200, now = () => new Date(systemClock.now()) } = options;
  const read = environment.safeParse(env);
  if (!read.success) {
    const issues = read.error.issues.map(({ path, message }) => {
      const name = path.join('.');
      return `${name}=${JSON.stringify(env[name])}: ${message}`;
    });
    throw new NightshiftError(
      'INVALID_OPTION',
      `The environment of the social jobs cannot be read. ${issues.join('; ')}`,
    );
  }
  if (!Number.isInteger(matchesPerUser) || matchesPerUser < 1 || matchesPerUser > 1_000) {
    throw new NightshiftError(
      'INVALID_OPTION',
      `Expected matchesPerUser to be a whole number from 1 to 1000; received ${matchesPerUser}.`,
    );
  }
  return {
    batchSize: read.data.JOB_BATCH_SIZE,
    pauseMs: read.data.JOB_PAUSE_MS,
    matchAlgoVersion: read.data.MATCH_ALGO_VERSION,
    compatibilityAlgoVersion: read.data.COMPATIBILITY_ALGO_VERSION,
    matchesPerUser,
    tables: socialTables(schema),
    now,
  };
}
