import { defineJob } from '@nightshift/core';
import { z } from 'zod';

import { statisticsKeeper } from '../../postgres/statistics.js';
import { buildInterestSets, removeOrphanedSets } from '../interests/build-interest-sets.js';
import type { SocialSettings } from '../settings.js';
import { socialServices, userOptions, type SocialJob, type SocialResult } from './options.js';
import { openTally } from './tally.js';
import { requireUser, userIdSource } from './user-source.js';

const options = (settings: SocialSettings) => z.strictObject(userOptions(settings));

/** `user-interest-sets`: writes "UserInterestSet" and its inverse "InterestUser"; sets that did not change are skipped. */
export function userInterestSetsJob(
  settings: SocialSettings,
): SocialJob<'user-interest-sets', ReturnType<typeof options>, SocialResult> {
  const { tables, now } = settings;
  return defineJob({
    name: 'user-interest-sets',
    description: 'Gather what each user is interested in, stated or implied, and who shares each interest.',
    group: 'search',
    input: options(settings),
    services: socialServices,
    async run(ctx) {
      const { database } = ctx.services;
      const { userId, batchSize, pauseMs, dryRun } = ctx.input;
      await requireUser(database, tables, userId);
      const keepStatistics = statisticsKeeper(database, [
        tables.UserInterest,
        tables.InterestSignal,
        tables.UserInterestSet,
        tables.InterestUser,
      ]);
      await keepStatistics();
      const tally = openTally(ctx.checkpoint, ['users', 'rows', 'skipped', 'removed']);
      ctx.progress.phase = dryRun ? 'gathering, without writing' : 'gathering';
      for await (const batch of ctx.batches(userIdSource(database, tables, userId), { size: batchSize, pauseMs })) {
        const { rows, skipped } = await buildInterestSets(database, {
          tables,
          dryRun,
          at: now(),
          userIds: batch.items,
        });
        await tally.add({ users: batch.length, rows, skipped });
        await keepStatistics();
      }
      if (userId === undefined)
        await tally.add({ removed: await removeOrphanedSets(database, { tables, dryRun, signal: ctx.signal }) });
      return { ...tally.counts, dryRun };
    },
  });
}
