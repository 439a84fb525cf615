import type { Migration } from '../migration.js';

export const traits: Migration = {
  version: 4,
  name: 'traits',
  relations: [
    {
      table: 'UserTrait',
      statements: (t) => [
        `create table ${t.UserTrait} (
          "userId" integer not null,
          "algoVersion" text not null,
          "traits" bytea not null,           -- one little-endian float32 per trait, 0 to 1, in "TraitNorm" order
          "confidences" bytea not null,      -- the same for the reliability of each value
          "confidence" real not null,        -- their mean
          "answers" integer not null,
          "normsVersion" integer not null,
          "sourceHash" text not null,        -- of everything the row depends on: equal hash, equal row
          "computedAt" timestamptz not null,
          primary key ("userId", "algoVersion")
        )`,
      ],
    },
    {
      table: 'TraitNorm',
      statements: (t) => [
        `create table ${t.TraitNorm} (
          "algoVersion" text not null,
          "version" integer not null,
          "position" smallint not null,
          "trait" text not null,
          "mean" double precision not null,
          "deviation" double precision not null,
          "users" integer not null,          -- people the norm was taken from; 0: the neutral norm
          "keyHash" text not null,           -- of the questions and their keys
          "computedAt" timestamptz not null,
          primary key ("algoVersion", "version", "position")
        )`,
      ],
    },
  ],
};
