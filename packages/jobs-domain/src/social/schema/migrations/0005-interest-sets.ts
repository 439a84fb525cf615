import type { Migration } from '../migration.js';

export const interestSets: Migration = {
  version: 5,
  name: 'interest-sets',
  relations: [
    {
      table: 'UserInterestSet',
      statements: (t) => [
        `create table ${t.UserInterestSet} (
          "userId" integer primary key,
          "interestIds" integer[] not null,  -- ascending
          "weights" real[] not null,         -- 0.15 to 1, by position
          "sources" text[] not null,         -- 'explicit', 'implied' or 'behaviour': where the weight came from
          "norm" real not null,              -- square root of the sum of squared weights
          "computedAt" timestamptz not null
        )`,
      ],
    },
    {
      table: 'InterestUser',
      statements: (t) => [
        `create table ${t.InterestUser} (
          "interestId" integer not null,
          "userId" integer not null,
          "weight" real not null,
          primary key ("interestId", "userId")
        )`,
      ],
    },
  ],
};
