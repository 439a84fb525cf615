import { postgresStore } from '@nightshift/adapters-postgres';
import type { Contestant } from '../contestant.js';
import { nightshift } from './nightshift.js';

/** This library on PostgreSQL. */
export const nightshiftPostgres: Contestant = {
  about: {
    settings: 'as it comes',
    keeps: 'every run, its input, attempts and times',
    acknowledges: 'committed',
  },
  open: ({ url, space }) => nightshift(postgresStore({ connectionString: url ?? '', schema: space })),
};
