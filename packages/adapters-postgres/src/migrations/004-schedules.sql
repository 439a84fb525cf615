-- Schedules say what happens to occurrences that come at a bad time, who they belong to, and whether they are paused.

alter table __SCHEMA__.schedule
  add column version int not null default 1,
  add column origin text not null default 'code' check (origin in ('code', 'stored')),
  add column missed text not null default 'once' check (missed in ('skip', 'once', 'all')),
  add column missed_cap int not null default 100,
  add column grace_ms float8 not null default 60000,
  add column overlap text not null default 'queue' check (overlap in ('queue', 'skip', 'replace')),
  add column paused_at timestamptz,
  add column paused_by text;
