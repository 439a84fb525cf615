import type { Migration } from '../migration.js';

export const compatibility: Migration = {
  version: 7,
  name: 'compatibility',
  relations: [
    {
      table: 'CompatibilitySuggestion',
      statements: (t) => [
        `create table ${t.CompatibilitySuggestion} (
          "lowId" integer not null,          -- the smaller user id of the pair, which is stored once
          "highId" integer not null,
          "algoVersion" text not null,
          "overall" smallint not null,       -- 0 to 100
          "areas" smallint[] not null,       -- 0 to 100 each: communication style, lifestyle, values, interests; null: nothing is known
          "reasons" integer[] not null,      -- codes; see the reason catalogue
          "watch" integer[] not null,        -- codes of what may need talking about
          "shared" integer[] not null,       -- interests that both have, rarest first
          "sourceHash" text not null,        -- of both users' features: equal hash, equal row
          primary key ("lowId", "highId", "algoVersion")
        )`,
        `create index "CompatibilitySuggestion_highId_idx" on ${t.CompatibilitySuggestion} ("highId", "algoVersion")`,
      ],
    },
    {
      table: 'CompatibilityModel',
      statements: (t) => [
        `create table ${t.CompatibilityModel} (
          "algoVersion" text primary key,
          "digest" text not null,
          "matchDigest" text not null,       -- of the match model it was fitted with
          "body" json not null,              -- not jsonb: digests count on the order of its keys
          "computedAt" timestamptz not null
        )`,
      ],
    },
  ],
};
