import { requires, type Job, type Requirement } from '@nightshift/core';
import { z } from 'zod';

import type { Database } from '../../ports/database.js';
import { ALGO_VERSIONS, type AlgoVersion } from '../algo-version.js';
import type { SocialSettings } from '../settings.js';

/** What every social job needs of the host. */
export interface SocialServices {
  readonly database: Database;
}

export const socialServices: Requirement<SocialServices> = requires<SocialServices>();

/** A job of this area, by its name, the schema of its options and its result. */
export type SocialJob<Name extends string, Options extends z.ZodType, Result> = Job<
  Name,
  {
    input: z.input<Options>;
    parsed: z.output<Options>;
    output: Result;
    services: SocialServices;
    results: object;
    tx: never;
  }
>;

/** What every result tells. */
export interface SocialResult {
  /** Users worked on, over all attempts of the run. */
  readonly users: number;
  /** Rows written; in a dry run, rows that would have been. */
  readonly rows: number;
  /** What was up to date already. */
  readonly skipped: number;
  /** Rows of users who are gone, or of pairs that no list has any more. */
  readonly removed: number;
  readonly dryRun: boolean;
}

type Count = z.ZodDefault<z.ZodCoercedNumber>;

/** Options that every job over users takes. */
export function userOptions({ batchSize, pauseMs }: SocialSettings): {
  readonly userId: z.ZodOptional<z.ZodCoercedNumber>;
  readonly batchSize: Count;
  readonly pauseMs: Count;
  readonly dryRun: z.ZodDefault<z.ZodBoolean>;
} {
  const hour = 3_600_000;
  return {
    userId: z.coerce
      .number()
      .int()
      .positive()
      .max(2 ** 31 - 1)
      .optional()
      .describe('This user alone'),
    batchSize: countOption({ least: 1, most: 10_000, standard: batchSize, what: 'Users per batch' }),
    pauseMs: countOption({
      least: 0,
      most: hour,
      standard: pauseMs,
      what: 'Rest between two batches, in milliseconds',
    }),
    dryRun: z.boolean().default(false).describe('Say what would be written, write nothing'),
  };
}

export function algoVersionOption(standard: AlgoVersion): z.ZodDefault<z.ZodEnum<{ v1: 'v1'; v2: 'v2' }>> {
  return z.enum(ALGO_VERSIONS).default(standard).describe('Version of the algorithm; versions are stored side by side');
}

export function countOption({ least, most, standard, what }: CountBounds): Count {
  return z.coerce.number().int().min(least).max(most).default(standard).describe(what);
}

interface CountBounds {
  readonly least: number;
  readonly most: number;
  readonly standard: number;
  readonly what: string;
}
