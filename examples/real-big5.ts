// Real people: the matching flow on answers that people gave to a Big-Five test.
// The data are not part of the repository: give the path of the BIG5 data set of Open Psychometrics (data.csv), or put
// it at ../shared/data/big5/data.csv beside the repository. Without it the example says so and ends.
import { createReadStream, existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { pgliteStore } from '@nightshift/adapters-postgres';
import { createJobs } from '@nightshift/core';
import {
  explainMatches,
  migrateSocial,
  socialJobs,
  socialSummary,
  writeOpenPsychometrics,
} from '@nightshift/jobs-domain/social';

const file = process.argv[2] ?? fileURLToPath(new URL('../../shared/data/big5/data.csv', import.meta.url));

if (existsSync(file)) await matchRealPeople();
else console.log(`Skipped: ${file} is not there.`);

async function matchRealPeople(): Promise<void> {
  const store = pgliteStore({ dataDir: 'memory://' });
  const { database } = store;
  const jobs = createJobs({ jobs: socialJobs({ env: process.env }), store, services: { database } });
  try {
    await migrateSocial(database);
    const lines = createInterface({ input: createReadStream(file) });
    const users = await writeOpenPsychometrics(database, lines, { users: 500 });
    console.log(`${users} people answered.`);
    for (const job of ['build-user-traits', 'user-interest-sets', 'match-scores', 'compatibility'] as const) {
      console.log(job, await jobs.runJob(job, {}));
    }
    console.log(await socialSummary(database));
    for (const { rank, age, score, tier, reasons } of await explainMatches(database, { userId: 8, limit: 5 })) {
      console.log(`${rank}. ${age} years, ${score} (${tier}): ${reasons.join(' ')}`);
    }
  } finally {
    await jobs.close();
  }
}
