-- Cancels runs: those that are not running end at once, with the dependents that need them; the running are asked to stop.
--
-- $1 now: text, null for the server's clock
-- $2 run ids: uuid[] literal
-- $3 reason: JSON
-- $4 channel: null sends no notification
--
-- Result: one row {id, answer} per run that exists; answer is cancelled, requested or finished.
-- Guarantee: as settle; what ends another transaction's run first counts as finished. The first request stands. All locks
-- are taken in one pass in the order of ids, as settle does.
with recursive clock as (
  select coalesce($1::text::timestamptz, statement_timestamp()) as now
), affected (id, fails) as (
  select unnest($2::text::uuid[]), true
  union
  select edge.child, edge.on_failure = 'cancel'
    from affected join __SCHEMA__.run_dependency edge on edge.parent = affected.id
   where affected.fails
), seen as materialized (
  select id from __SCHEMA__.any_run where id = any ($2::text::uuid[])
), locked as materialized (
  select id, state from __SCHEMA__.run where id in (select id from affected) order by id for update
), requested as (
  update __SCHEMA__.run
     set cancel = coalesce(run.cancel, $3::text::json)
    from locked
   where run.id = locked.id and locked.state = 'running' and locked.id = any ($2::text::uuid[])
  returning run.id
), asked as (
  select id from locked where state <> 'running' and id = any ($2::text::uuid[])
), doomed (id) as (
  select id from asked
  union
  select edge.child
    from doomed
    join __SCHEMA__.run_dependency edge on edge.parent = doomed.id and edge.on_failure = 'cancel'
    join locked on locked.id = edge.child and locked.state = 'waiting'
), ended as (
  select doomed.id,
         case when asked.id is not null then $3::text::json
              else (select json_build_object('code', 'dependency-failed', 'runId', edge.parent)
                      from __SCHEMA__.run_dependency edge
                     where edge.child = doomed.id and edge.on_failure = 'cancel' and edge.parent in (select id from doomed)
                     order by array_position($2::text::uuid[], edge.parent), edge.parent
                     limit 1)
         end as cancel
    from doomed left join asked using (id)
), moved as (
  delete from __SCHEMA__.run using ended where run.id = ended.id returning run.*, ended.cancel as final_cancel
), history as (
  insert into __SCHEMA__.run_history (
    id, job, queue, group_name, state, input, priority, attempt, max_attempts, attempts, run_at, key, flow_id,
    trigger, retry_of, progress, checkpoint, cancel, token, created_at, started_at, finished_at
  )
  select id, job, queue, group_name, 'cancelled', input, priority, attempt, max_attempts, attempts, run_at,
         key, flow_id, trigger, retry_of, progress, checkpoint, final_cancel, token, created_at, started_at, now
    from moved, clock
), satisfied as (
  select edge.child as id, count(*)::int as parents
    from ended join __SCHEMA__.run_dependency edge on edge.parent = ended.id
   where edge.on_failure = 'continue' and edge.child not in (select id from doomed)
   group by edge.child
), released as (
  update __SCHEMA__.run
     set pending = pending - satisfied.parents,
         state = case when pending > satisfied.parents then 'waiting' when run_at > clock.now then 'scheduled' else 'queued' end
    from satisfied, clock
   where run.id = satisfied.id and run.state = 'waiting'
  returning run.state
), signal as (
  select 'q' as word where exists (select from released where state = 'queued')
  union all
  select 'c' || id from requested
  union all
  select 's' || id from ended
), notified as (
  -- A payload holds 8,000 bytes at most.
  select count(pg_notify($4::text, words)) as payloads
    from (select string_agg(word, ' ') as words from (select word, row_number() over () / 200 as part from signal) parts group by part) payload
   where $4::text is not null
)
select json_build_object(
         'id', seen.id,
         'answer', case when seen.id in (select id from asked) then 'cancelled'
                        when seen.id in (select id from requested) then 'requested'
                        else 'finished' end,
         'payloads', payloads
       )::text as answer
  from notified left join seen on true
