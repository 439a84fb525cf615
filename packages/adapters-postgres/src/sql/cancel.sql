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
), wanted as materialized (
  select id, min(ordinal) as ordinal from unnest($2::text::uuid[]) with ordinality as wanted (id, ordinal) group by id
), affected (id, fails) as (
  select id, true from wanted
  union
  select edge.child, edge.on_failure = 'cancel'
    from affected join __SCHEMA__.run_dependency edge on edge.parent = affected.id
   where affected.fails
), seen as materialized (
  select id from wanted join __SCHEMA__.any_run using (id)
), locked as materialized (
  select run.*
    from (select distinct id from affected order by id) member,
         lateral (select id, state from __SCHEMA__.run where run.id = member.id for update) run
), running as materialized (
  select id from locked join wanted using (id) where locked.state = 'running'
), requested as (
  update __SCHEMA__.run
     set cancel = coalesce(run.cancel, $3::text::json)
    from running
   where run.id = running.id
  returning run.id
), asked as materialized (
  select locked.id, wanted.ordinal from locked join wanted using (id) where locked.state <> 'running'
), doomed (id) as (
  select id from asked
  union
  select edge.child
    from doomed join __SCHEMA__.run_dependency edge on edge.parent = doomed.id and edge.on_failure = 'cancel'
), reason as materialized (
  -- Of several parents that were cancelled, the first that was asked for is the reason.
  select distinct on (edge.child) edge.child as id, edge.parent
    from (select id, ordinal from asked union all select id, null from doomed) parent
    join __SCHEMA__.run_dependency edge on edge.parent = parent.id and edge.on_failure = 'cancel'
   where edge.child not in (select id from asked)
   order by edge.child, parent.ordinal, edge.parent
), ended as materialized (
  select id, $3::text::json as cancel from asked
  union all
  select id, json_build_object('code', 'dependency-failed', 'runId', parent) from reason
), moved as (
  delete from __SCHEMA__.run using ended where run.id = ended.id returning run.*, ended.cancel as final_cancel
), history as (
  insert into __SCHEMA__.run_history (
    id, job, queue, group_name, state, input, version, priority, attempt, max_attempts, attempts, run_at, key, dedup, limit_key,
    flow_id, trigger, retry_of, spawned_by, scheduled_for, headers, progress, checkpoint, cancel, token, created_at, started_at, finished_at
  )
  select id, job, queue, group_name, 'cancelled', input, version, priority, attempt, max_attempts, attempts, run_at,
         key, dedup, limit_key, flow_id, trigger, retry_of, spawned_by, scheduled_for, headers, progress, checkpoint, final_cancel, token, created_at, started_at, now
    from moved, clock
), satisfied as materialized (
  -- By what moved just now, and not by what had ended before: that has been counted.
  select edge.child as id, count(*)::int as parents
    from moved join __SCHEMA__.run_dependency edge on edge.parent = moved.id
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
  select 's' || id from moved
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
