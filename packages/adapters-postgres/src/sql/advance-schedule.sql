-- Moves a schedule from one occurrence to the next and adds the run of it, unless somebody else did.
--
-- $1 now: text, null for the server's clock
-- $2 name
-- $3 from, $4 to: milliseconds
-- $5 run: JSON as an item of enqueue, without parents
-- $6 channel: null sends no notification
--
-- Result: one row {advanced}.
-- Guarantee: one run per occurrence, however many processes try: the schedule's row is locked and read again first. A run
-- whose key is held is not added, and the holder is noted as the schedule's last run.
with clock as (
  select coalesce($1::text::timestamptz, statement_timestamp()) as now
), moving as materialized (
  select name
    from __SCHEMA__.schedule
   where name = $2::text and next_at = to_timestamp($3::float8 / 1000)
     for update
), item as (
  select item.*, clock.now, coalesce(to_timestamp(item.run_at / 1000), clock.now + item.delay_ms * interval '1 millisecond') as due_at
    from json_to_record($5::text::json) as item (
           id uuid, job text, queue text, group_name text, input text, priority int, max_attempts int, run_at float8,
           delay_ms float8, key text, flow_id text, trigger text, retry_of text
         ),
         clock, moving
), added as (
  insert into __SCHEMA__.run (
    id, job, queue, group_name, state, input, priority, max_attempts, run_at, key, flow_id, trigger, retry_of, created_at
  )
  select id, job, queue, group_name, case when due_at > now then 'scheduled' else 'queued' end, input::json, priority,
         max_attempts, due_at, key, flow_id, trigger, retry_of, now
    from item
  on conflict (job, key) where key is not null do nothing
  returning id, state
), made as (
  select id from added
  union all
  select run.id from item join __SCHEMA__.run using (job, key) where not exists (select from added)
), advanced as (
  update __SCHEMA__.schedule
     set next_at = to_timestamp($4::float8 / 1000),
         last_at = to_timestamp($3::float8 / 1000),
         last_run_id = (select id from made)
    from moving
   where schedule.name = moving.name
  returning schedule.name
)
select json_build_object(
         'advanced', exists (select from advanced),
         'notified', case when $6::text is not null and exists (select from added where state = 'queued') then pg_notify($6::text, 'q')::text end
       )::text as answer
