import type { AlgoVersion } from '../algo-version.js';
import type { SocialTables } from '../schema/tables.js';

/** What a build of match lists works on. */
export interface MatchBuildOptions {
  readonly tables: SocialTables;
  readonly algoVersion: AlgoVersion;
  readonly dryRun: boolean;
  /** This user's list alone. */
  readonly userId?: number;
  /** Entries per list. */
  readonly listLength: number;
  /** Users read per page. */
  readonly candidateBatchSize: number;
  /** The day that ages are counted to. */
  readonly asOf: Date;
  readonly signal: AbortSignal;
}
