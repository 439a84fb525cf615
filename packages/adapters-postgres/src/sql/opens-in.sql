-- How long until rates let a run start again.
--
-- $1 now: text, null for the server's clock
-- $2 windows: JSON list of {ordinal, scope, name, key, rule}
--
-- Result: one row {ordinal, opensInMs} per window; 0 when it is open.
with clock as (
  select coalesce($1::text::timestamptz, statement_timestamp()) as now
)
select json_build_object(
         'ordinal', ordinal,
         'opensInMs', ceil(extract(epoch from __SCHEMA__.opens_at(rule, scope, name, key, now) - now) * 1000)
       )::text as answer
  from json_to_recordset($2::text::json) as opening (ordinal int, scope text, name text, key text, rule jsonb), clock
