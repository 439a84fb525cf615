-- How long until the first window opens that holds back a queued run of some jobs.
--
-- $1 now: text, null for the server's clock
-- $2 jobs: text[] literal
-- $3 limits: JSON, each rule under its scope and name
--
-- Result: one row, milliseconds, or null when no window holds back anything. It may be too early, never too late.
with clock as (
  select coalesce($1::text::timestamptz, statement_timestamp()) as now
)
select coalesce(
         to_json(ceil(extract(epoch from __SCHEMA__.next_opening(now, $2::text::text[], $3::text::jsonb) - now) * 1000)), 'null'
       )::text as answer
  from clock
