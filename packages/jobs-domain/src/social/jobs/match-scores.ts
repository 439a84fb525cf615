import { defineJob, keyset, type AnyJob, type KeysetSource } from '@nightshift/core';
import { z } from 'zod';

import { statisticsKeeper } from '../../postgres/statistics.js';
import { openMatchBuild, type MatchBuild } from '../matches/match-build.js';
import type { SocialSettings } from '../settings.js';
import {
  algoVersionOption,
  countOption,
  socialServices,
  userOptions,
  type SocialJob,
  type SocialResult,
} from './options.js';
import { openTally } from './tally.js';
import { requireUser } from './user-source.js';

const options = (settings: SocialSettings) =>
  z.strictObject({
    ...userOptions(settings),
    candidateBatchSize: countOption({ least: 1, most: 10_000, standard: 500, what: 'Candidates read per page' }),
    algoVersion: algoVersionOption(settings.matchAlgoVersion),
  });

/** Tables that are read or written by lists of user ids. */
const MATCH_TABLES = [
  'User',
  'UserPreference',
  'UserTrait',
  'UserInterestSet',
  'Decision',
  'Block',
  'MatchScore',
  'MatchState',
] as const;

/** The result of `match-scores`; `users` counts lists computed, `skipped` users whose list could not have changed. */
export interface MatchScoresResult extends SocialResult {
  /** Users left out because a value of theirs is out of range; the log names them. */
  readonly failed: number;
  /** The population moved and the model was fitted anew, so that every list was computed. */
  readonly refitted: boolean;
}

/** `match-scores`: writes the best 200 of each user to "MatchScore"; lists that cannot have changed are skipped. */
export function matchScoresJob(
  settings: SocialSettings,
  needs: { readonly buildUserTraits: AnyJob; readonly userInterestSets: AnyJob },
): SocialJob<'match-scores', ReturnType<typeof options>, MatchScoresResult> {
  const { tables, now, matchesPerUser: listLength } = settings;
  return defineJob({
    name: 'match-scores',
    description: 'Score how well users fit each other, both ways, and keep the best 200 of each.',
    group: 'matching',
    input: options(settings),
    services: socialServices,
    dependsOn: [needs.buildUserTraits],
    after: [needs.userInterestSets],
    timeout: '2h',
    schedule: { cron: '0 2 * * *', timeZone: 'UTC', enabled: false },
    async run(ctx) {
      const { database } = ctx.services;
      const { userId, batchSize, pauseMs, dryRun, algoVersion, candidateBatchSize } = ctx.input;
      await requireUser(database, tables, userId);
      const keepStatistics = statisticsKeeper(
        database,
        MATCH_TABLES.map((table) => tables[table]),
      );
      await keepStatistics();
      ctx.progress.phase = 'finding out whose list is out of date';
      const build = await openMatchBuild(database, {
        tables,
        algoVersion,
        dryRun,
        candidateBatchSize,
        listLength,
        asOf: now(),
        signal: ctx.signal,
        ...(userId !== undefined && { userId }),
      });
      try {
        for (const { message } of build.failures) ctx.log.warn(`Left out: ${message}`);
        for (const reason of build.refitReasons) ctx.log.info(`The model is fitted anew: ${reason}.`);
        const tally = openTally(ctx.checkpoint, ['users', 'rows', 'removed']);
        ctx.progress.phase = dryRun ? 'scoring, without writing' : 'scoring';
        for await (const batch of ctx.batches(workSource(build, ctx.progress.done), { size: batchSize, pauseMs })) {
          const { rows, removed } = await build.batch(batch.items);
          await tally.add({ users: batch.length, rows, removed });
          await keepStatistics();
        }
        return {
          ...tally.counts,
          skipped: userId === undefined ? Math.max(0, build.users - tally.counts.users) : 0,
          failed: build.failures.length,
          refitted: build.refitReasons.length > 0,
          dryRun,
        };
      } finally {
        await build.close();
      }
    },
  });
}

// What is left to do is marked in the database, so an attempt that goes on starts at the beginning of what is left now,
// whatever the key of the last batch was.
function workSource(build: MatchBuild, alreadyDone: number): KeysetSource<number> {
  let next = 0;
  return keyset<number>({
    page: (_after, limit) => {
      const page = build.work.slice(next, next + limit);
      next += page.length;
      const following = build.work.slice(next, next + limit);
      if (following.length > 0) build.prepare(following);
      return Promise.resolve(page);
    },
    key: (userId) => userId,
    total: () => Promise.resolve(alreadyDone + build.work.length),
  });
}
