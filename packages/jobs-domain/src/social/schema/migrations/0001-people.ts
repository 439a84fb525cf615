import type { Migration } from '../migration.js';

// No foreign keys: any of these names may be a view of the host, which a constraint cannot refer to.
export const people: Migration = {
  version: 1,
  name: 'people',
  relations: [
    {
      table: 'User',
      statements: (t) => [
        `create table ${t.User} (
          "id" integer primary key,
          "displayName" text not null,
          "gender" text not null,            -- 'man', 'woman', 'nonbinary'
          "seeks" text[] not null,           -- genders
          "birthdate" date not null,
          "city" text,
          "latitude" double precision,       -- degrees; null: unknown, no distance limit applies
          "longitude" double precision,
          "maxKm" real,                      -- null: any distance
          "ageMin" smallint not null default 18,
          "ageMax" smallint not null default 120,
          "status" text not null default 'active',  -- only 'active' users are matched
          "attributes" jsonb not null default '{}'  -- soft attributes: {"smoking": "no", ...}
        )`,
      ],
    },
    {
      table: 'UserPreference',
      statements: (t) => [
        `create table ${t.UserPreference} (
          "userId" integer not null,
          "kind" text not null,              -- 'trait': "key" names a trait; 'attribute': "key" names a soft attribute
          "key" text not null,
          "ideal" real,                      -- kind 'trait': the wished value, 0 to 1
          "accepted" text[],                 -- kind 'attribute': the values that satisfy
          "importance" smallint not null,    -- points: 0, 1, 10, 50 or 250
          primary key ("userId", "kind", "key")
        )`,
      ],
    },
    {
      table: 'Block',
      statements: (t) => [
        `create table ${t.Block} (
          "userId" integer not null,
          "blockedId" integer not null,
          primary key ("userId", "blockedId")
        )`,
        `create index "Block_blockedId_idx" on ${t.Block} ("blockedId")`,
      ],
    },
    {
      table: 'Decision',
      statements: (t) => [
        `create table ${t.Decision} (
          "userId" integer not null,
          "targetId" integer not null,
          "kind" text not null,              -- 'like' or 'pass'; every decision is also one showing of the target
          "at" timestamptz not null,
          primary key ("userId", "targetId")
        )`,
        `create index "Decision_targetId_idx" on ${t.Decision} ("targetId")`,
      ],
    },
  ],
};
