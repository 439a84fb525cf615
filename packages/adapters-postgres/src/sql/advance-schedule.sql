-- Moves a schedule from one occurrence to a later one and adds the runs of those between, unless somebody else did.
--
-- $1 now: text, null for the server's clock
-- $2 name
-- $3 cron, $4 time zone: those that the occurrences were worked out from
-- $5 from, $6 to, $7 the occurrence of the last run: milliseconds
-- $8 runs: JSON list as the items of enqueue, without parents, each with its place
-- $9 channel: null sends no notification
--
-- Result: one row {advanced}.
-- Guarantee: one move per occurrence, however many processes try: the schedule's row is locked and read again first. A run
-- that exists, or whose key is held, is not added; it, or the holder, is noted as the schedule's last run.
with clock as (
  select coalesce($1::text::timestamptz, statement_timestamp()) as now
), moving as materialized (
  select name
    from __SCHEMA__.schedule
   where name = $2::text and cron = $3::text and time_zone = $4::text and next_at = to_timestamp($5::float8 / 1000)
     and paused_at is null
     for update
), item as materialized (
  select item.*, clock.now, coalesce(to_timestamp(item.run_at / 1000), clock.now + item.delay_ms * interval '1 millisecond') as due_at
    from json_to_recordset($8::text::json) as item (
           place int, id uuid, job text, queue text, group_name text, input text, version int, priority int,
           max_attempts int, run_at float8, delay_ms float8, key text, dedup text, limit_key text, flow_id text,
           trigger text, retry_of text, scheduled_for float8, headers text
         ),
         clock, moving
), known as (
  select id from item join __SCHEMA__.any_run using (id)
), added as (
  insert into __SCHEMA__.run (
    id, job, queue, group_name, state, input, version, priority, max_attempts, run_at, key, dedup, limit_key, flow_id, trigger,
    retry_of, scheduled_for, headers, created_at
  )
  select id, job, queue, group_name, case when due_at > now then 'scheduled' else 'queued' end, input::json, version,
         priority, max_attempts, due_at, key, dedup, limit_key, flow_id, trigger, retry_of,
         to_timestamp(scheduled_for / 1000), headers::json, now
    from item
   where id not in (select id from known)
   order by place
  on conflict (job, key) where key is not null and holds_key do nothing
  returning id, job, key, state
), made as (
  -- The run that stands for each item; of the last of them, the schedule is told.
  select place, id from item where id in (select id from added) or id in (select id from known)
  union all
  select place, run.id from item join __SCHEMA__.run using (job, key) where run.holds_key and item.id not in (select id from added)
  union all
  select place, added.id from item join added using (job, key) where item.id <> added.id
), advanced as (
  update __SCHEMA__.schedule
     set next_at = to_timestamp($6::float8 / 1000),
         last_at = case when exists (select from item) then to_timestamp($7::float8 / 1000) else last_at end,
         last_run_id = coalesce((select id::text from made order by place desc limit 1), last_run_id)
    from moving
   where schedule.name = moving.name
  returning schedule.name
)
select json_build_object(
         'advanced', exists (select from advanced),
         'notified', case when $9::text is not null and exists (select from added) then pg_notify($9::text, 'q')::text end
       )::text as answer
