-- Adds runs that a held run spawned, which counts them until they are final.
--
-- $1 now: text, null for the server's clock
-- $2 run id
-- $3 token
-- $4 items: JSON list of runs as those of enqueue, without keys and parents
-- $5 channel: null sends no notification
--
-- Result: one row {id, token, cancel}, or none when the lease is lost.
-- Guarantee: an id that exists is skipped. A cancel of the run finds the added runs, or this tells of it.
with clock as (
  select coalesce($1::text::timestamptz, statement_timestamp()) as now
), held as materialized (
  select id, token, cancel
    from __SCHEMA__.run
   where id = $2::text::uuid and token = $3::text::bigint and state = 'running'
     for no key update
), item as materialized (
  select item.*,
         held.id as parent,
         clock.now,
         coalesce(to_timestamp(item.run_at / 1000), clock.now + item.delay_ms * interval '1 millisecond') as due_at
    from held,
         clock,
         json_to_recordset($4::text::json) as item (
           id uuid, job text, queue text, group_name text, input text, version int, priority int, max_attempts int,
           run_at float8, delay_ms float8, dedup text, limit_key text, flow_id text, trigger text, retry_of text,
           scheduled_for float8, headers text
         )
), added as (
  insert into __SCHEMA__.run (
    id, job, queue, group_name, state, input, version, priority, max_attempts, run_at, dedup, limit_key, flow_id, trigger,
    retry_of, spawned_by, scheduled_for, headers, created_at
  )
  select id, job, queue, group_name, case when due_at > now then 'scheduled' else 'queued' end, input::json, version, priority,
         max_attempts, due_at, dedup, limit_key, flow_id, trigger, retry_of, parent, to_timestamp(scheduled_for / 1000), headers::json,
         now
    from item
   where id not in (select id from item join __SCHEMA__.any_run using (id))
   order by id
  on conflict (id) do nothing
  returning state
), counted as (
  update __SCHEMA__.run
     set children = children + born.number, open_children = open_children + born.number
    from held, (select count(*)::int as number from added) born
   where run.id = held.id and born.number > 0
)
select json_build_object(
         'id', id, 'token', token, 'cancel', cancel,
         'notified', case when $5::text is not null and exists (select from added) then pg_notify($5::text, 'q')::text end
       )::text as answer
  from held
