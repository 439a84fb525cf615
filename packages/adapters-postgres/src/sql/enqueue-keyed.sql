-- Adds runs and the edges between them, as enqueue does, when keys may be changed and not only kept.
--
-- $1 now: text, null for the server's clock
-- $2 items without a key: JSON list as that of enqueue
-- $3 edges: JSON list of {child, parent, on_failure, position}
-- $4 items with a key: JSON list, each with its place in the list
-- $5 channel: null sends no notification
--
-- Result: one row {known, keyed}: ids that exist already, and for each item with a key {place, runId, outcome}.
-- Guarantee: all or none; with a `known` id, none. The same key twice is as if enqueued one after the other. Waits for who
-- changes the same key, and never for the worker of a run that executes.
with clock as (
  select coalesce($1::text::timestamptz, statement_timestamp()) as now
), item as materialized (
  select item.*,
         clock.now,
         coalesce(to_timestamp(item.run_at / 1000), clock.now + item.delay_ms * interval '1 millisecond') as due_at
    from json_to_recordset($2::text::json) as item (
           id uuid, job text, queue text, group_name text, input text, version int, priority int, max_attempts int,
           run_at float8, delay_ms float8, dedup text, limit_key text, flow_id text, trigger text, retry_of text,
           scheduled_for float8, headers text, pending int
         ),
         clock
), known as materialized (
  select id
    from (select id from item union all select id from json_to_recordset($4::text::json) as keyed (id uuid)) new
    join __SCHEMA__.any_run using (id)
), added as (
  insert into __SCHEMA__.run (
    id, job, queue, group_name, state, input, version, priority, max_attempts, run_at, dedup, limit_key, flow_id, trigger,
    retry_of, scheduled_for, headers, created_at, pending
  )
  select id, job, queue, group_name,
         case when pending > 0 then 'waiting' when due_at > now then 'scheduled' else 'queued' end,
         input::json, version, priority, max_attempts, due_at, dedup, limit_key, flow_id, trigger, retry_of,
         to_timestamp(scheduled_for / 1000), headers::json, now, pending
    from item
   where not exists (select from known)
  returning state
), edge as (
  insert into __SCHEMA__.run_dependency (child, parent, on_failure, position)
  select child, parent, on_failure, position
    from json_to_recordset($3::text::json) as edge (child uuid, parent uuid, on_failure text, position int)
   where not exists (select from known)
), keyed as materialized (
  select keyed.*
    from clock,
         __SCHEMA__.enqueue_keyed(now, case when exists (select from known) then '[]' else $4::text::json end) keyed
)
select json_build_object(
         'known', (select coalesce(json_agg(id), '[]') from known),
         'keyed', (select coalesce(json_agg(json_build_object('place', place, 'runId', holder, 'outcome', outcome)), '[]') from keyed),
         'notified', case
                       when $5::text is not null
                        and exists (select state from added where state <> 'waiting'
                                    union all select holder_state from keyed where holder_state <> 'waiting')
                       then pg_notify($5::text, 'q')::text
                     end
       )::text as answer
