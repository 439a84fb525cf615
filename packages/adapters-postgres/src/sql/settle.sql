-- Ends runs that are held: they move to the history, their dependents are released or cancelled, and who spawned them counts
-- one less. As settle-plain, when somebody waits for one of the runs.
--
-- $1 now: text, null for the server's clock
-- $2 settlements: JSON list of {ordinal, id, token, state, output, error, cancel, outcome, attempt_error}; documents are JSON in text
-- $3 attempts kept
-- $4 channel: null sends no notification
--
-- Result: one row {id, token, cancel, late} per lease that was held, or one without an id. When `late`, nothing has changed
-- and the statement is to be run again.
-- Guarantee: a dependent is released by its last parent, exactly once, however many parents end at the same time, and a
-- run that waits for what it spawned by the last of it. All locks are taken in one pass in the order of ids, as cancel does.
with recursive clock as (
  select coalesce($1::text::timestamptz, statement_timestamp()) as now
), item as materialized (
  select distinct on (id, token) *
    from json_to_recordset($2::text::json) as item (
           ordinal int, id uuid, token bigint, state text, output text, error text, cancel text, outcome text, attempt_error text
         )
   order by id, token, ordinal
), affected (id, fails, is_settled) as (
  -- Edges never change, so whoever may be affected is known before anything is locked.
  select id, state <> 'success', true from item
  union
  select edge.child, affected.fails and edge.on_failure = 'cancel', false
    from affected join __SCHEMA__.run_dependency edge on edge.parent = affected.id
   where affected.fails or affected.is_settled
), member as (
  select id from affected
  union
  select run.spawned_by
    from item, lateral (select spawned_by from __SCHEMA__.run where run.id = item.id offset 0) run
   where run.spawned_by is not null
), locked as materialized (
  select run.*
    from (select id from member order by id) member,
         lateral (select id, token, state, cancel, key, holds_key from __SCHEMA__.run where run.id = member.id for update) run
), late as materialized (
  -- Who waited for a lock may have missed what was enqueued meanwhile to follow a run whose key was let go.
  select exists (
           select from __SCHEMA__.dependents_now(parents) as found (child)
            where not exists (select from __SCHEMA__.run_dependency edge where edge.child = found.child and edge.parent = any (parents))
         ) as dependents
    from (select array_agg(id) as parents from locked where key is not null and not holds_key) let_go
   where parents is not null
), held as materialized (
  select item.*, locked.cancel as requested from item join locked using (id, token)
   where locked.state = 'running' and not exists (select from late where dependents)
), doomed (id) as (
  select edge.child
    from held join __SCHEMA__.run_dependency edge on edge.parent = held.id and edge.on_failure = 'cancel'
   where held.state <> 'success'
  union
  select edge.child
    from doomed join __SCHEMA__.run_dependency edge on edge.parent = doomed.id and edge.on_failure = 'cancel'
), reason as materialized (
  -- Of several parents that did not succeed, the first that was settled is the reason.
  select distinct on (edge.child) edge.child as id, edge.parent
    from (select id, ordinal from held where state <> 'success' union all select id, null from doomed) parent
    join __SCHEMA__.run_dependency edge on edge.parent = parent.id and edge.on_failure = 'cancel'
   order by edge.child, parent.ordinal, edge.parent
), ended as materialized (
  select id, state, output::json as output, error::json as error, outcome, attempt_error::json as attempt_error,
         case when state = 'cancelled' then coalesce(cancel::json, requested) end as cancel
    from held
  union all
  select id, 'cancelled', null, null, null, null, json_build_object('code', 'dependency-failed', 'runId', parent)
    from reason
), moved as (
  delete from __SCHEMA__.run
   using ended
   where run.id = ended.id
  returning run.*, ended.state as final_state, ended.output as final_output, ended.error as final_error,
            ended.cancel as final_cancel, ended.outcome, ended.attempt_error
), history as (
  insert into __SCHEMA__.run_history (
    id, job, queue, group_name, state, input, version, output, error, priority, attempt, max_attempts, attempts, run_at, key, dedup,
    limit_key, flow_id, trigger, retry_of, spawned_by, scheduled_for, headers, progress, checkpoint, cancel, token, created_at,
    started_at, finished_at
  )
  select id, job, queue, group_name, final_state, input, version, final_output, final_error, priority, attempt, max_attempts,
         case when outcome is null then attempts
              else (attempts || json_build_object(
                     'attempt', attempt, 'worker', worker, 'outcome', outcome, 'error', attempt_error,
                     'startedAt', started_at, 'endedAt', now
                   ))[greatest(1, cardinality(attempts) + 2 - $3::int):]
         end,
         run_at, key, dedup, limit_key, flow_id, trigger, retry_of, spawned_by, scheduled_for, headers, progress, checkpoint,
         final_cancel, token, created_at, started_at, now
    from moved, clock
), satisfied as materialized (
  -- By what moved just now, and not by what had ended before: that has been counted.
  select edge.child as id, count(*)::int as parents
    from moved join __SCHEMA__.run_dependency edge on edge.parent = moved.id
   where (moved.final_state = 'success' or edge.on_failure = 'continue') and edge.child not in (select id from doomed)
   group by edge.child
), news as materialized (
  -- Dependents have a parent less to wait for, and who spawned what ended a child less; nobody is both. One row for each, from
  -- one relation: a row that was changed since this statement began is looked at again, and in a union the second is not found.
  select id, sum(parents)::int as parents, sum(children)::int as children
    from (
           select id, parents, 0 as children from satisfied
           union all
           select spawned_by, 0, 1 from moved where spawned_by not in (select id from ended)
         ) each_one
   group by id
), told as (
  -- A run that waits and has no parents to wait for waits for the runs that it spawned.
  update __SCHEMA__.run
     set pending = pending - news.parents,
         open_children = open_children - news.children,
         state = case when state <> 'waiting' or pending > news.parents or (pending = 0 and open_children > news.children) then state
                      when run_at > clock.now then 'scheduled'
                      else 'queued' end
    from news, clock
   where run.id = news.id
  returning run.state
), signal as (
  select 'q' as word
   where exists (select from told where state in ('scheduled', 'queued'))
      or exists (select from moved where limit_key is not null)
  union all
  select 's' || id from moved where exists (select from __SCHEMA__.settled_watch where until > clock_timestamp())
), notified as (
  -- A payload holds 8,000 bytes at most.
  select count(pg_notify($4::text, words)) as payloads
    from (select string_agg(word, ' ') as words from (select word, row_number() over () / 200 as part from signal) parts group by part) payload
   where $4::text is not null
)
select json_build_object('id', id, 'token', token, 'cancel', requested, 'payloads', payloads, 'late', (select dependents from late))::text as answer
  from notified left join held on true
