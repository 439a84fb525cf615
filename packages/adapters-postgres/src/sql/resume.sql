-- Ends the pause of a queue or a job.
--
-- $1 kind: queue or job
-- $2 name
-- $3 channel: null sends no notification
--
-- Result: one row when it was paused.
with resumed as (
  delete from __SCHEMA__.pause where kind = $1::text and name = $2::text returning name
)
select json_build_object('name', name, 'notified', case when $3::text is not null then pg_notify($3::text, 'q')::text end)::text as answer
  from resumed
