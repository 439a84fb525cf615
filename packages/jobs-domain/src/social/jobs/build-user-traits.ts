import { defineJob } from '@nightshift/core';
import { z } from 'zod';

import { statisticsKeeper } from '../../postgres/statistics.js';
import type { SocialSettings } from '../settings.js';
import { openTraitBuild } from '../traits/build-traits.js';
import { algoVersionOption, socialServices, userOptions, type SocialJob, type SocialResult } from './options.js';
import { openTally } from './tally.js';
import { requireUser, userIdSource } from './user-source.js';

const options = (settings: SocialSettings) =>
  z.strictObject({ ...userOptions(settings), algoVersion: algoVersionOption(settings.matchAlgoVersion) });

/** The result of `build-user-traits`. */
export interface BuildUserTraitsResult extends SocialResult {
  /** Traits per user: domains and their facets. */
  readonly traits: number;
  readonly normsVersion: number;
  /** The population's norms moved and were measured anew, so that every user counted as changed. */
  readonly normsRefreshed: boolean;
}

/** `build-user-traits`: writes "UserTrait" from quiz answers; users whose answers did not change are skipped. */
export function buildUserTraitsJob(
  settings: SocialSettings,
): SocialJob<'build-user-traits', ReturnType<typeof options>, BuildUserTraitsResult> {
  const { tables, now } = settings;
  return defineJob({
    name: 'build-user-traits',
    description: "Turn quiz answers into each user's trait vector, with how well each trait is known.",
    group: 'matching',
    input: options(settings),
    services: socialServices,
    async run(ctx) {
      const { database } = ctx.services;
      const { userId, batchSize, pauseMs, dryRun, algoVersion } = ctx.input;
      await requireUser(database, tables, userId);
      const keepStatistics = statisticsKeeper(database, [tables.QuizAnswer, tables.UserTrait]);
      await keepStatistics();
      ctx.progress.phase = 'measuring the population';
      const refreshNorms = userId === undefined;
      const build = await openTraitBuild(database, { tables, algoVersion, dryRun, now, refreshNorms });
      const tally = openTally(ctx.checkpoint, ['users', 'rows', 'skipped', 'removed']);
      ctx.progress.phase = dryRun ? 'scoring, without writing' : 'scoring';
      for await (const batch of ctx.batches(userIdSource(database, tables, userId), { size: batchSize, pauseMs })) {
        const { rows, skipped } = await build.batch(batch.items);
        await tally.add({ users: batch.length, rows, skipped });
        await keepStatistics();
      }
      if (userId === undefined) await tally.add({ removed: await build.removeOrphans() });
      const { norms, normsRefreshed } = build;
      return { ...tally.counts, traits: norms.norms.length, normsVersion: norms.version, normsRefreshed, dryRun };
    },
  });
}
