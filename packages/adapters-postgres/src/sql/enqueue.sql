-- Adds runs and the edges between them.
--
-- $1 now: text, null for the server's clock
-- $2 items: JSON list of runs; `input` is JSON in text, `pending` the number of parents; keys appear once
-- $3 edges: JSON list of {child, parent, on_failure, position}
-- $4 alone: true when the statement is its own transaction and can be run again as a whole
-- $5 channel: null sends no notification
--
-- Result: one row {known, kept, unsettled}: ids that exist already, {id, job, key} of the runs that hold a key, and ids of
-- the items that met another transaction's run. Whatever is in none of these was added.
-- Guarantee: all or none; with a `known` id, none. Waits for nobody's row lock: keys are inserted in their order, and the
-- holder of a key is not locked, so that its worker can go on.
with clock as (
  select coalesce($1::text::timestamptz, statement_timestamp()) as now
), item as materialized (
  select item.*,
         clock.now,
         coalesce(to_timestamp(item.run_at / 1000), clock.now + item.delay_ms * interval '1 millisecond') as due_at
    from json_to_recordset($2::text::json) as item (
           id uuid, job text, queue text, group_name text, input text, version int, priority int, max_attempts int,
           run_at float8, delay_ms float8, key text, dedup text, limit_key text, flow_id text, trigger text, retry_of text,
           scheduled_for float8, headers text, pending int
         ),
         clock
), known as (
  select id from item join __SCHEMA__.any_run using (id)
), added as (
  insert into __SCHEMA__.run (
    id, job, queue, group_name, state, input, version, priority, max_attempts, run_at, key, dedup, limit_key, flow_id, trigger,
    retry_of, scheduled_for, headers, created_at, pending
  )
  select id, job, queue, group_name,
         case when pending > 0 then 'waiting' when due_at > now then 'scheduled' else 'queued' end,
         input::json, version, priority, max_attempts, due_at, key, dedup, limit_key, flow_id, trigger, retry_of,
         to_timestamp(scheduled_for / 1000), headers::json, now, pending
    from item
   where not exists (select from known)
   order by job, key, id
  on conflict (job, key) where key is not null and holds_key do nothing
  returning id, state
), edge as (
  insert into __SCHEMA__.run_dependency (child, parent, on_failure, position)
  select child, parent, on_failure, position
    from json_to_recordset($3::text::json) as edge (child uuid, parent uuid, on_failure text, position int)
   where not exists (select from known)
), refused as (
  select id, job, key from item where id not in (select id from added) and not exists (select from known)
), kept as (
  select run.id, run.job, run.key, refused.id as instead_of from refused join __SCHEMA__.run using (job, key) where run.holds_key
), unsettled as (
  select id from refused where id not in (select instead_of from kept)
)
select json_build_object(
         'known', (select coalesce(json_agg(id), '[]') from known),
         'kept', (select coalesce(json_agg(json_build_object('id', id, 'job', job, 'key', key)), '[]') from kept),
         'unsettled', (select coalesce(json_agg(id), '[]') from unsettled),
         'retry', case when $4::bool and exists (select from unsettled) then __SCHEMA__.try_again()::text end,
         'notified', case when $5::text is not null and exists (select from added where state <> 'waiting') then pg_notify($5::text, 'q')::text end
       )::text as answer
