import { pgliteStore } from '@nightshift/adapters-postgres';
import type { Contestant } from '../contestant.js';
import { nightshift } from './nightshift.js';

/** This library on PGlite, which has a thread of its own. */
export const nightshiftPglite: Contestant = {
  about: { settings: 'as it comes', keeps: 'every run, its input, attempts and times', acknowledges: 'committed' },
  open: ({ url }) => nightshift(pgliteStore({ dataDir: url ?? '' })),
};
