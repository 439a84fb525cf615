-- The statements that every run goes through become functions: a session plans what they hold once, behind a pooler as well.

-- The last attempt of most runs is told by the columns of the run: who executed it and how it ended are all that is added.
alter table __SCHEMA__.run_history
  add column last_worker text,
  -- Null where the last attempt is one of the attempts.
  add column last_outcome text;

create or replace view __SCHEMA__.any_run as
  select id, job, queue, group_name, state, input, version, null::json as output, null::json as error, priority, attempt,
         max_attempts, attempts, run_at, key, dedup, limit_key, flow_id, trigger, retry_of, spawned_by, open_children,
         scheduled_for, headers, progress, checkpoint, cancel, worker, token, lease_expires_at, created_at, started_at,
         null::timestamptz as finished_at
    from __SCHEMA__.run
  union all
  select id, job, queue, group_name, state, input, version, output, error, priority, attempt, max_attempts,
         case when last_outcome is null then attempts
              else attempts || json_build_object(
                     'attempt', attempt, 'worker', last_worker, 'outcome', last_outcome, 'error', null,
                     'startedAt', started_at, 'endedAt', finished_at
                   )
         end,
         run_at, key, dedup, limit_key, flow_id, trigger, retry_of, spawned_by, 0, scheduled_for, headers, progress, checkpoint,
         cancel, null, token, null, created_at, started_at, finished_at
    from __SCHEMA__.run_history;

-- Who wants to hear of runs that end. While there is nobody, nobody is told: a notification costs every commit that sends one.
create table __SCHEMA__.settled_watch (
  watcher uuid primary key,
  until timestamptz not null
);

-- Adds runs that have neither keys nor parents. What runs have in common is said once, as a shape.
create function __SCHEMA__.enqueue_plain(
  given_moment timestamptz, ids uuid[], inputs text[], shape_of int[], shapes json, channel text
) returns uuid[]
language plpgsql
set enable_seqscan = off set enable_nestloop = off set plan_cache_mode = force_generic_plan set jit = off
as $$
declare
  moment timestamptz := coalesce(given_moment, statement_timestamp());
  known uuid[] := array(
    select id
      from unnest(ids) as new (id)
     where exists (select from __SCHEMA__.run where run.id = new.id offset 0)
        or exists (select from __SCHEMA__.run_history where run_history.id = new.id offset 0)
  );
begin
  if cardinality(known) > 0 then return known; end if;
  insert into __SCHEMA__.run (
    id, job, queue, group_name, state, input, version, priority, max_attempts, run_at, dedup, limit_key, flow_id, trigger,
    retry_of, scheduled_for, headers, created_at
  )
  select item.id, shape.job, shape.queue, shape.group_name, case when shape.due_at > moment then 'scheduled' else 'queued' end,
         item.input::json, shape.version, shape.priority, shape.max_attempts, shape.due_at, shape.dedup, shape.limit_key,
         shape.flow_id, shape.trigger, shape.retry_of, shape.scheduled_for, shape.headers, moment
    from unnest(ids, inputs, shape_of) as item (id, input, shape)
    join (
           select row_number() over () as place, job, queue, group_name, version, priority, max_attempts,
                  coalesce(to_timestamp(run_at / 1000), moment + delay_ms * interval '1 millisecond') as due_at,
                  dedup, limit_key, flow_id, trigger, retry_of, to_timestamp(scheduled_for / 1000) as scheduled_for,
                  headers::json as headers
             from json_to_recordset(shapes) as shape (
                    job text, queue text, group_name text, version int, priority int, max_attempts int, run_at float8,
                    delay_ms float8, dedup text, limit_key text, flow_id text, trigger text, retry_of text,
                    scheduled_for float8, headers text
                  )
         ) shape on shape.place = item.shape;
  if channel is not null then perform pg_notify(channel, 'q'); end if;
  return '{}';
end
$$;

-- Ends runs that are held and that nobody waits for: they move to the history. One row for each lease that was held, or one
-- that says that all were; or, where somebody waits, that they are awaited: then nothing has changed. The ids are in their order.
create function __SCHEMA__.settle_plain(
  given_moment timestamptz, ids uuid[], tokens bigint[], states text[], outputs text[], errors text[], cancels text[],
  outcomes text[], attempt_errors text[], kept int, channel text
) returns setof json
language plpgsql
set enable_seqscan = off set enable_bitmapscan = off set enable_nestloop = off set enable_mergejoin = off
set plan_cache_mode = force_generic_plan set jit = off
as $$
declare
  moment timestamptz := coalesce(given_moment, statement_timestamp());
begin
  -- What makes a run one that others wait for does not change while it executes.
  if exists (
    select from unnest(ids) as item (id)
     where exists (
             select from __SCHEMA__.run
              where run.id = item.id and (run.spawned_by is not null or (run.key is not null and not run.holds_key)) offset 0
           )
        or exists (select from __SCHEMA__.run_dependency edge where edge.parent = item.id offset 0)
  ) then
    return next json_build_object('awaited', true);
    return;
  end if;
  return query
    with gone as (
      -- By their ids, and by nothing that statistics could put first: the leases are looked up in a table of their own.
      delete from __SCHEMA__.run
       where id = any (ids) and state = 'running'
         and case when (id, token) in (select * from unnest(ids, tokens)) then true end
      returning *
    ), moved as (
      select gone.*, final_state, output, error, final_cancel, outcome, attempt_error
        from gone
        join unnest(ids, tokens, states, outputs, errors, cancels, outcomes, attempt_errors)
               as item (id, token, final_state, output, error, final_cancel, outcome, attempt_error) using (id, token)
    ), history as (
      insert into __SCHEMA__.run_history (
        id, job, queue, group_name, state, input, version, output, error, priority, attempt, max_attempts, attempts, last_worker,
        last_outcome, run_at, key, dedup, limit_key, flow_id, trigger, retry_of, spawned_by, scheduled_for, headers, progress,
        checkpoint, cancel, token, created_at, started_at, finished_at
      )
      select id, job, queue, group_name, final_state, input, version, output::json, error::json, priority, attempt, max_attempts,
             case when outcome is null then attempts
                  when attempt_error is null
                    then case when cardinality(attempts) < kept then attempts else attempts[cardinality(attempts) + 2 - kept:] end
                  else (attempts || json_build_object(
                         'attempt', attempt, 'worker', worker, 'outcome', outcome, 'error', attempt_error::json,
                         'startedAt', started_at, 'endedAt', moment
                       ))[greatest(1, cardinality(attempts) + 2 - kept):]
             end,
             case when attempt_error is null then worker end, case when attempt_error is null then outcome end,
             run_at, key, dedup, limit_key, flow_id, trigger, retry_of, spawned_by, scheduled_for, headers, progress, checkpoint,
             case when final_state = 'cancelled' then coalesce(final_cancel::json, cancel) end, token, created_at, started_at,
             moment
        from moved
    ), counted as (
      select count(*) as runs, count(cancel) as requests, count(limit_key) as limited from moved
    ), signal as (
      select 'q' as word from counted where limited > 0
      union all
      select 's' || id from moved where exists (select from __SCHEMA__.settled_watch where until > clock_timestamp())
    ), notified as (
      -- A payload holds 8,000 bytes at most.
      select count(pg_notify(channel, words)) as payloads
        from (select string_agg(word, ' ') as words from (select word, row_number() over () / 200 as part from signal) parts group by part) payload
       where channel is not null
    )
    select case when runs = cardinality(ids) and requests = 0 then json_build_object('all', true, 'payloads', payloads)
                else json_build_object('id', moved.id, 'token', moved.token, 'cancel', moved.cancel, 'payloads', payloads) end
      from counted
      cross join notified
      left join moved on runs < cardinality(ids) or requests > 0;
end
$$;

-- Takes due runs for a worker as claim does. The first row says when, which is the same for all; a run without anything unusual
-- comes without the columns that tell of it.
create function __SCHEMA__.claim_in_brief(
  given_moment timestamptz, claimer text, jobs text[], queues text[], most int, lease_ms float8, rules jsonb
) returns setof json
language plpgsql
set enable_sort = off set enable_bitmapscan = off set enable_seqscan = off set plan_cache_mode = force_generic_plan set jit = off
as $$
declare
  paused text[] := '{}';
  moment timestamptz := coalesce(given_moment, statement_timestamp());
begin
  if exists (select from __SCHEMA__.pause) then
    paused := array(select name from __SCHEMA__.pause where kind = 'queue');
    jobs := array(select unnest(jobs) except select name from __SCHEMA__.pause where kind = 'job');
  end if;
  if exists (select from __SCHEMA__.run where state = 'queued' and limit_key is not null)
     and exists (select from __SCHEMA__.run where state = 'queued' and limit_key is not null and job = any (jobs)) then
    return query
      select row_to_json(limited)
        from __SCHEMA__.claim_limited(given_moment, claimer, jobs, queues, paused, most, lease_ms, rules, null, null) limited;
    return;
  end if;
  return next json_build_object(
    'kind', 'common', 'worker', claimer, 'started_at', moment, 'lease_expires_at', moment + lease_ms * interval '1 millisecond'
  );
  return query
    with candidate as materialized (
      select id
        from __SCHEMA__.run
       where state = 'queued' and limit_key is null and job = any (jobs)
         and (queues is null or queue = any (queues)) and queue <> all (paused)
       order by priority desc, run_at, id
       limit most
         for no key update skip locked
    ), claimed as (
      update __SCHEMA__.run
         set state = 'running',
             attempt = attempt + 1,
             token = token + 1,
             holds_key = holds_key and dedup = 'keep',
             worker = claimer,
             started_at = moment,
             lease_expires_at = moment + lease_ms * interval '1 millisecond'
       where run.id = any (array(select id from candidate))
      returning run.*
    )
    select case when claimed.flow_id is null and claimed.retry_of is null and claimed.spawned_by is null
                 and claimed.scheduled_for is null and claimed.headers is null and claimed.progress is null
                 and claimed.checkpoint is null and claimed.cancel is null and claimed.children = 0
                 and cardinality(claimed.attempts) = 0
                then row_to_json(brief)
                else row_to_json(claimed) end
      from claimed,
           lateral (
             select 'brief' as kind, claimed.id, claimed.job, claimed.queue, claimed.group_name, claimed.input, claimed.version,
                    claimed.priority, claimed.attempt, claimed.max_attempts, claimed.run_at, claimed.key, claimed.dedup, claimed.limit_key,
                    claimed.trigger, claimed.token, nullif(claimed.created_at, claimed.run_at) as created_at
           ) brief
     order by claimed.priority desc, claimed.run_at, claimed.id;
end
$$;
