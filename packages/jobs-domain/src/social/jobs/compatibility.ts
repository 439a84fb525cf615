import { defineJob, type AnyJob } from '@nightshift/core';
import { z } from 'zod';

import { statisticsKeeper } from '../../postgres/statistics.js';
import type { SocialSettings } from '../settings.js';
import { openSuggestionBuild } from '../suggestions/suggestion-build.js';
import {
  algoVersionOption,
  countOption,
  socialServices,
  userOptions,
  type SocialJob,
  type SocialResult,
} from './options.js';
import { openTally } from './tally.js';
import { requireUser, userIdSource } from './user-source.js';

const options = (settings: SocialSettings) =>
  z.strictObject({
    ...userOptions(settings),
    targetBatchSize: countOption({ least: 1, most: 10_000, standard: 500, what: 'Pairs reported at a time' }),
    algoVersion: algoVersionOption(settings.compatibilityAlgoVersion),
  });

/** The result of `compatibility`; `rows` and `skipped` count pairs. */
export interface CompatibilityResult extends SocialResult {
  /** Users left out because a value of theirs is out of range; the log names them. */
  readonly failed: number;
}

/** `compatibility`: writes why pairs match to "CompatibilitySuggestion"; pairs whose users did not change are skipped. */
export function compatibilityJob(
  settings: SocialSettings,
  needs: { readonly matchScores: AnyJob },
): SocialJob<'compatibility', ReturnType<typeof options>, CompatibilityResult> {
  const { tables, now } = settings;
  return defineJob({
    name: 'compatibility',
    description: 'Say for the best matches of each user what the two share and where they differ.',
    group: 'matching',
    input: options(settings),
    services: socialServices,
    dependsOn: [needs.matchScores],
    async run(ctx) {
      const { database } = ctx.services;
      const { userId, batchSize, pauseMs, dryRun, algoVersion, targetBatchSize } = ctx.input;
      await requireUser(database, tables, userId);
      const keepStatistics = statisticsKeeper(database, [tables.MatchScore, tables.CompatibilitySuggestion]);
      await keepStatistics();
      ctx.progress.phase = 'reading the population';
      const build = await openSuggestionBuild(database, {
        tables,
        algoVersion,
        dryRun,
        targetBatchSize,
        asOf: now(),
        signal: ctx.signal,
        standardMatchVersion: settings.matchAlgoVersion,
        ...(userId !== undefined && { userId }),
      });
      for (const { message } of build.failures) ctx.log.warn(`Left out: ${message}`);
      const tally = openTally(ctx.checkpoint, ['users', 'rows', 'skipped', 'removed']);
      ctx.progress.phase = dryRun ? 'reporting, without writing' : 'reporting';
      for await (const batch of ctx.batches(userIdSource(database, tables, userId), { size: batchSize, pauseMs })) {
        const { rows, skipped } = await build.batch(batch.items);
        await tally.add({ users: batch.length, rows, skipped });
        await keepStatistics();
      }
      await tally.add({ removed: await build.removeUnlisted() });
      return { ...tally.counts, failed: build.failures.length, dryRun };
    },
  });
}
