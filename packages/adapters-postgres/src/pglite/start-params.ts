import { PGlite } from '@electric-sql/pglite';

// Durability is that of PGlite itself. What is set here changes only what it costs.
const SETTINGS = {
  // Files of the write-ahead log are written once, and not filled with zeros before.
  wal_init_zero: 'off',
  // How much of the log a checkpoint keeps for use again; upkeep makes the checkpoints.
  max_wal_size: '128MB',
  // Nobody but the only session could look.
  track_activities: 'off',
};

/** What the embedded PostgreSQL is started with. */
export const START_PARAMS: readonly string[] = [
  ...PGlite.defaultStartParams,
  ...Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
];
