import type { Migration } from '../migration.js';

export const matches: Migration = {
  version: 6,
  name: 'matches',
  relations: [
    {
      table: 'MatchScore',
      statements: (t) => [
        `create table ${t.MatchScore} (
          "userId" integer not null,
          "algoVersion" text not null,
          "targetId" integer not null,
          "rank" smallint not null,          -- 1 is the best
          "score" real not null,             -- 0 to 100
          "tier" text not null,              -- 'A' or 'B'
          "forward" real not null,           -- parts of the score, each 0 to 1: what the user finds in the target,
          "backward" real not null,          -- what the target finds in the user,
          "interest" real not null,          -- and the interests they share
          primary key ("userId", "algoVersion", "targetId")
        )`,
        `create index "MatchScore_targetId_idx" on ${t.MatchScore} ("targetId", "algoVersion")`,
      ],
    },
    {
      table: 'MatchModel',
      statements: (t) => [
        `create table ${t.MatchModel} (
          "algoVersion" text primary key,
          "digest" text not null,
          "normsVersion" integer not null,   -- of the traits the model was fitted on
          "listLength" integer not null,     -- entries per list
          "body" json not null,              -- not jsonb: digests count on the order of its keys
          "computedAt" timestamptz not null,
          "epoch" integer not null           -- of the newest run over the population; an older one must not write any more
        )`,
      ],
    },
    {
      table: 'MatchState',
      statements: (t) => [
        `create table ${t.MatchState} (
          "algoVersion" text not null,
          "userId" integer not null,
          "featureHash" text not null,       -- of what the user's scores depend on
          "exclusionHash" text not null,     -- of who must not appear in the user's list
          "likesReceived" integer not null,  -- the behaviour that the scores were computed with
          "shown" integer not null,
          "likesGiven" integer not null,
          "seen" integer not null,
          "threshold" double precision not null,  -- raw score that a new match has to reach; -Infinity while the list has room
          "stale" boolean not null,          -- the list has to be computed again
          primary key ("algoVersion", "userId")
        )`,
        `create index "MatchState_stale_idx" on ${t.MatchState} ("algoVersion", "userId") where "stale"`,
      ],
    },
  ],
};
