import type { Migration } from '../migration.js';

export const interests: Migration = {
  version: 3,
  name: 'interests',
  relations: [
    {
      table: 'Interest',
      statements: (t) => [`create table ${t.Interest} ("id" integer primary key, "name" text not null)`],
    },
    {
      table: 'UserInterest',
      statements: (t) => [
        `create table ${t.UserInterest} (
          "userId" integer not null,
          "interestId" integer not null,
          primary key ("userId", "interestId")
        )`,
      ],
    },
    {
      table: 'InterestSignal',
      statements: (t) => [
        `create table ${t.InterestSignal} (
          "userId" integer not null,
          "interestId" integer not null,
          "source" text not null,            -- 'implied': by a quiz or the profile; 'behaviour': by what the user does
          "amount" real not null default 1,  -- 'behaviour': decayed number of events
          primary key ("userId", "interestId", "source")
        )`,
      ],
    },
  ],
};
