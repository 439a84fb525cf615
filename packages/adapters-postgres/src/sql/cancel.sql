-- Cancels runs, and what they spawned to any depth: those that are not running end at once, with the dependents that need
-- them; the running are asked to stop.
--
-- $1 now: text, null for the server's clock
-- $2 run ids: uuid[] literal
-- $3 reason: JSON
-- $4 channel: null sends no notification
--
-- Result: one row {id, answer, late, missed} per run that exists, or one without an id; answer is cancelled, requested or
-- finished. When `late`, nothing has changed and the statement is to be run again; when `missed`, to find what is left.
-- Guarantee: as settle; what ends another transaction's run first counts as finished. The first request stands. All locks
-- are taken in one pass in the order of ids, as settle does.
with recursive clock as (
  select coalesce($1::text::timestamptz, statement_timestamp()) as now
), wanted as materialized (
  select id, min(ordinal) as ordinal from unnest($2::text::uuid[]) with ordinality as wanted (id, ordinal) group by id
), affected (id, fails) as (
  select id, true from wanted
  union
  select next.id, next.fails
    from affected,
         lateral (
           select edge.child as id, edge.on_failure = 'cancel' as fails
             from __SCHEMA__.run_dependency edge where edge.parent = affected.id
           union all
           select id, true from (select id from __SCHEMA__.run where spawned_by = affected.id offset 0) spawned
         ) next
   where affected.fails
), member as (
  select id from affected
  union
  select run.spawned_by
    from affected, lateral (select spawned_by from __SCHEMA__.run where run.id = affected.id offset 0) run
   where run.spawned_by is not null
), seen as materialized (
  select id from wanted join __SCHEMA__.any_run using (id)
), locked as materialized (
  select run.*
    from (select id from member order by id) member,
         lateral (select id, state, key, holds_key, children from __SCHEMA__.run where run.id = member.id for update) run
), late as materialized (
  -- Who waited for a lock may have missed what was enqueued meanwhile to follow a run whose key was let go.
  select exists (
           select from __SCHEMA__.dependents_now(parents) as found (child)
            where not exists (select from __SCHEMA__.run_dependency edge where edge.child = found.child and edge.parent = any (parents))
         ) as dependents
    from (select array_agg(id) as parents from locked where key is not null and not holds_key) let_go
   where parents is not null
), stopped (id, parent) as (
  select id, null::uuid from locked join wanted using (id) where not exists (select from late where dependents)
  union
  select child.id, stopped.id
    from stopped, lateral (select id from __SCHEMA__.run where spawned_by = stopped.id offset 0) child
), fate as materialized (
  -- What the caller says of a run goes before what follows from the one that spawned it.
  select distinct on (id)
         id, locked.state, ordinal,
         case when parent is null then $3::text::json else json_build_object('code', 'parent-cancelled', 'runId', parent) end as reason
    from stopped join locked using (id) left join wanted using (id)
   order by id, parent nulls first
), requested as materialized (
  select id, reason from fate where state = 'running'
), asked as materialized (
  select id, ordinal, reason from fate where state <> 'running'
), missed as materialized (
  -- A run whose lock was waited for may have spawned more meanwhile; whoever spawns from now on is told to stop.
  select exists (
           select from locked, lateral (select children from __SCHEMA__.run where run.id = locked.id offset 0) run
            where locked.children > run.children
         ) as children
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
  select id, reason as cancel from asked
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
), news as materialized (
  -- One that is asked to stop may have spawned what ends now. One row for each, from one relation, as in settle.
  select id, reason, coalesce(born.ended, 0) as ended
    from requested
    full join (
      select spawned_by as id, count(*)::int as ended
        from moved where spawned_by not in (select id from ended) group by spawned_by
    ) born using (id)
), told as (
  -- A run that waits and has no parents to wait for waits for the runs that it spawned.
  update __SCHEMA__.run
     set cancel = case when reason is null then run.cancel else coalesce(run.cancel, reason) end,
         open_children = open_children - ended,
         state = case when state = 'waiting' and pending = 0 and open_children = ended then 'queued' else state end
    from news
   where run.id = news.id
  returning run.state
), signal as (
  select 'q' as word
   where exists (select state from released where state <> 'waiting' union all select state from told where state = 'queued')
      or exists (select from moved where limit_key is not null)
  union all
  select 'c' || id from requested
  union all
  select 's' || id from moved where exists (select from __SCHEMA__.settled_watch where until > clock_timestamp())
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
         'payloads', payloads,
         'late', (select dependents from late),
         'missed', (select children from missed)
       )::text as answer
  from notified left join seen on true
