-- Adds runs as another store had them; their edges follow, and with them how many parents are unfinished.
--
-- $1 items: JSON list of runs; documents are JSON in text, times in milliseconds, `attempts` a list in text
--
-- Result: one row, the number of runs that were not there.
with item as materialized (
  select *, array(select value from json_array_elements(attempts_text::json)) as attempts
    from json_to_recordset($1::text::json) as item (
           id uuid, job text, queue text, group_name text, state text, input text, version int, output text, error text, priority int,
           attempt int, max_attempts int, attempts_text text, run_at float8, key text, holds_key bool, dedup text, limit_key text,
           flow_id text, trigger text, retry_of text, spawned_by uuid, open_children int, scheduled_for float8, headers text,
           progress text, checkpoint text, cancel text, token bigint, created_at float8, started_at float8, finished_at float8
         )
), active as (
  insert into __SCHEMA__.run (
    id, job, queue, group_name, state, input, version, priority, attempt, max_attempts, attempts, run_at, key, holds_key, dedup,
    limit_key, flow_id, trigger, retry_of, spawned_by, children, open_children, scheduled_for, headers, progress, checkpoint,
    cancel, token, created_at, started_at
  )
  select id, job, queue, group_name, state, input::json, version, priority, attempt, max_attempts, attempts,
         to_timestamp(run_at / 1000), key, key is null or holds_key, dedup, limit_key, flow_id, trigger, retry_of, spawned_by,
         open_children, open_children, to_timestamp(scheduled_for / 1000), headers::json, progress::json, checkpoint::json,
         cancel::json, token, to_timestamp(created_at / 1000), to_timestamp(started_at / 1000)
    from item
   where finished_at is null
  on conflict (id) do nothing
  returning id
), past as (
  insert into __SCHEMA__.run_history (
    id, job, queue, group_name, state, input, version, output, error, priority, attempt, max_attempts, attempts, run_at, key, dedup,
    limit_key, flow_id, trigger, retry_of, spawned_by, scheduled_for, headers, progress, checkpoint, cancel, token, created_at,
    started_at, finished_at
  )
  select id, job, queue, group_name, state, input::json, version, output::json, error::json, priority, attempt, max_attempts,
         attempts, to_timestamp(run_at / 1000), key, dedup, limit_key, flow_id, trigger, retry_of, spawned_by,
         to_timestamp(scheduled_for / 1000), headers::json, progress::json, checkpoint::json, cancel::json, token,
         to_timestamp(created_at / 1000), to_timestamp(started_at / 1000), to_timestamp(finished_at / 1000)
    from item
   where finished_at is not null
  on conflict (id) do nothing
  returning id
)
select ((select count(*) from active) + (select count(*) from past))::text as answer
