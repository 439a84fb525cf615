import { defineApp } from '@nightshift/cli';
import { clientOf, jobsOf, openStore, preparePopulation } from './scripts/demo/social-app.js';

const DEMO_USERS = 2_000;

// The application of this repository's own scripts: `pnpm jobs:run`, `pnpm jobs:list`, `pnpm worker:jobs`.
export const app = defineApp({
  jobs: () => jobsOf(process.env),
  open: (tools) => {
    const store = openStore(process.env, process.env.NIGHTSHIFT_DATA_DIR ?? '.nightshift/demo');
    return {
      jobs: clientOf(process.env, store),
      async prepare() {
        await preparePopulation(store.database, { users: DEMO_USERS, say: (text) => tools.say(text) });
      },
    };
  },
});
