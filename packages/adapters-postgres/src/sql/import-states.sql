-- Adds durable values of jobs.
--
-- $1 items: JSON list of {job, value}; value is JSON in text
--
-- Result: one row, the number of values that were not there.
with added as (
  insert into __SCHEMA__.job_state (job, value)
  select job, value::json from json_to_recordset($1::text::json) as item (job text, value text)
  on conflict do nothing
  returning job
)
select count(*)::text as answer from added
