import { PGlite } from '@electric-sql/pglite';
import { fromPglite } from 'pg-boss';
import type { Contestant } from '../contestant.js';
import { about, openPgBoss } from './pg-boss.js';

/** pg-boss on PGlite in the process's only thread, through its own adapter. */
export const pgBossOnPglite: Contestant = {
  about: about('polling'),
  async open({ url }) {
    const pglite = await PGlite.create({ dataDir: url ?? '' });
    const session = await openPgBoss({ db: fromPglite(pglite), backend: 'pglite' }, 'polling');
    return {
      ...session,
      async close() {
        await session.close();
        await pglite.close();
      },
    };
  },
};
