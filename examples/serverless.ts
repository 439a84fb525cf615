// Functions that a platform calls: one enqueues, one is called by the platform's schedule and works for as long as it may.
// What a call does not finish goes on in the next one, from its last batch.
// prints: { succeeded: 2, handedBack: 1, moreDue: true }
// prints: { succeeded: 1, handedBack: 0, moreDue: false }
// prints: imported 6 rows in 2 calls, each of them once
import { pgliteStore } from '@nightshift/adapters-postgres';
import { createJobs, defineJob, keyset } from '@nightshift/core';
import { z } from 'zod';

const rows = [1, 2, 3, 4, 5, 6].map((id) => ({ id }));
const imported: number[] = [];
let calls = 0;

const welcome = defineJob({
  name: 'welcome',
  description: 'Welcomes somebody.',
  group: 'examples',
  input: z.object({ name: z.string() }),
  run: (ctx) => `Welcome, ${ctx.input.name}`,
});

const importRows = defineJob({
  name: 'import-rows',
  description: 'Imports rows from a partner who is slow today.',
  group: 'examples',
  async run(ctx) {
    const page = (after: unknown, limit: number) =>
      Promise.resolve(rows.filter(({ id }) => id > Number(after ?? 0)).slice(0, limit));
    for await (const batch of ctx.batches(keyset({ page, key: (row) => row.id }), { size: 2 })) {
      // Longer than the first call has: it is told to stop, and obeys.
      if (calls === 1 && batch.items[0]?.id === 3) await ctx.pause('1h');
      imported.push(...batch.items.map(({ id }) => id));
    }
  },
});

// Made once per instance of the function. Nothing is opened before the first call that needs the store.
const jobs = createJobs({ jobs: [welcome, importRows], store: pgliteStore() });

/** Called by people. */
async function signUp(request: Request): Promise<Response> {
  const { name } = (await request.json()) as { name: string };
  const { runId } = await jobs.enqueue(welcome, { name });
  return Response.json({ runId }, { status: 202 });
}

/** Called by the platform's schedule. */
async function work(): Promise<Response> {
  calls += 1;
  return Response.json(await jobs.processOnce({ budgetMs: 6_000 }));
}

for (const name of ['Ada', 'Grace']) {
  await signUp(new Request('https://example.org/sign-up', { method: 'POST', body: JSON.stringify({ name }) }));
}
await jobs.enqueue(importRows);
for (let isMore = true; isMore;) {
  const done = (await (await work()).json()) as { succeeded: number; handedBack: number; moreDue: boolean };
  const { succeeded, handedBack, moreDue } = done;
  console.log({ succeeded, handedBack, moreDue });
  isMore = moreDue;
}
console.log(
  `imported ${new Set(imported).size} rows in ${calls} calls, each of them ${imported.length === 6 ? 'once' : 'again'}`,
);

await jobs.close();
