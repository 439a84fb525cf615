-- The functions that every run goes through do in fewer steps what they did: looks at many runs are one scan, rows are not kept
-- between steps, and what a claim answers is a list for each column.

-- Adds runs that have neither keys nor parents. What runs have in common is said once, as a shape.
create or replace function __SCHEMA__.enqueue_plain(
  given_moment timestamptz, ids uuid[], inputs text[], shape_of int[], shapes json, channel text
) returns uuid[]
language plpgsql
set enable_seqscan = off set enable_nestloop = off set plan_cache_mode = force_generic_plan set jit = off
as $$
declare
  moment timestamptz := coalesce(given_moment, statement_timestamp());
begin
  if exists (select from __SCHEMA__.run where id = any (ids)) or exists (select from __SCHEMA__.run_history where id = any (ids)) then
    return array(select id from __SCHEMA__.run where id = any (ids) union select id from __SCHEMA__.run_history where id = any (ids));
  end if;
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
-- that says that all were; or, where somebody waits, that they are awaited: then nothing has changed. The ids are in their
-- order; of the other lists, one that has nothing but nulls may be null.
create or replace function __SCHEMA__.settle_plain(
  given_moment timestamptz, ids uuid[], tokens bigint[], states text[], outputs text[], errors text[], cancels text[],
  outcomes text[], attempt_errors text[], kept int, channel text
) returns setof json
language plpgsql
set enable_seqscan = off set enable_bitmapscan = off set enable_nestloop = off set enable_mergejoin = off
set plan_cache_mode = force_generic_plan set jit = off
as $$
declare
  moment timestamptz := coalesce(given_moment, statement_timestamp());
  held uuid[];
  held_tokens bigint[];
  requests json[];
  requested bigint;
  limited bigint;
  words text;
begin
  -- What makes a run one that others wait for does not change while it executes.
  if exists (
       select from __SCHEMA__.run where id = any (ids) and (spawned_by is not null or (key is not null and not holds_key))
     )
     or exists (select from __SCHEMA__.run_dependency where parent = any (ids)) then
    return next json_build_object('awaited', true);
    return;
  end if;
  with gone as (
    -- By their ids, and by nothing that statistics could put first: the leases are looked up in a table of their own.
    delete from __SCHEMA__.run
     where id = any (ids) and state = 'running'
       and case when (id, token) in (select * from unnest(ids, tokens)) then true end
    returning *
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
      from gone
      join unnest(ids, tokens, states, outputs, errors, cancels, outcomes, attempt_errors)
             as item (id, token, final_state, output, error, final_cancel, outcome, attempt_error) using (id, token)
  )
  select array_agg(id), array_agg(token), array_agg(cancel), count(cancel), count(limit_key)
    into held, held_tokens, requests, requested, limited
    from gone;
  if channel is not null then
    if limited > 0 then perform pg_notify(channel, 'q'); end if;
    if exists (select from __SCHEMA__.settled_watch where until > clock_timestamp()) then
      -- A payload holds 8,000 bytes at most.
      for words in
        select string_agg('s' || id, ' ') from unnest(held) with ordinality as ended (id, place) group by place / 200
      loop
        perform pg_notify(channel, words);
      end loop;
    end if;
  end if;
  if requested = 0 and cardinality(held) = cardinality(ids) then
    return next json_build_object('all', true);
  else
    return query
      select json_build_object('id', id, 'token', token, 'cancel', cancel)
        from unnest(held, held_tokens, requests) as lease (id, token, cancel);
  end if;
end
$$;

-- Takes due runs for a worker as claim does. The first row is JSON with a list for each column and what is the same for all, the
-- second the list of the inputs; runs about which those do not tell everything follow as they are. Where limits hold some of
-- the runs, all of them come as they are. Times in lists are seconds.
create function __SCHEMA__.claim_by_columns(
  given_moment timestamptz, claimer text, jobs text[], queues text[], most int, lease_ms float8, rules jsonb
) returns setof text
language plpgsql
set enable_sort = off set enable_bitmapscan = off set enable_seqscan = off set plan_cache_mode = force_generic_plan set jit = off
as $$
declare
  paused text[] := '{}';
  moment timestamptz := coalesce(given_moment, statement_timestamp());
  expiry timestamptz := moment + lease_ms * interval '1 millisecond';
  columns text;
  inputs text;
  unusual uuid[];
begin
  if exists (select from __SCHEMA__.pause) then
    paused := array(select name from __SCHEMA__.pause where kind = 'queue');
    jobs := array(select unnest(jobs) except select name from __SCHEMA__.pause where kind = 'job');
  end if;
  if exists (select from __SCHEMA__.run where state = 'queued' and limit_key is not null)
     and exists (select from __SCHEMA__.run where state = 'queued' and limit_key is not null and job = any (jobs)) then
    return query
      select row_to_json(limited)::text
        from __SCHEMA__.claim_limited(given_moment, claimer, jobs, queues, paused, most, lease_ms, rules, null, null) limited;
    return;
  end if;
  with claimed as (
    update __SCHEMA__.run
       set state = 'running',
           attempt = attempt + 1,
           token = token + 1,
           holds_key = holds_key and dedup = 'keep',
           worker = claimer,
           started_at = moment,
           lease_expires_at = expiry
     where id = any (array(
             select id
               from __SCHEMA__.run
              where state = 'queued' and limit_key is null and job = any (jobs)
                and (queues is null or queue = any (queues)) and queue <> all (paused)
              order by priority desc, run_at, id
              limit most
                for no key update skip locked
           ))
    returning id, job, queue, group_name, input, version, priority, attempt, max_attempts, run_at, key, dedup, trigger, token,
              nullif(created_at, run_at) as created_at,
              flow_id is not null or retry_of is not null or spawned_by is not null or scheduled_for is not null
                or headers is not null or progress is not null or checkpoint is not null or cancel is not null or children > 0
                or cardinality(attempts) > 0 as is_unusual
  ), in_order as (
    select * from claimed order by priority desc, run_at, id
  )
  select json_build_object(
           'kind', 'columns', 'worker', claimer, 'started_at', moment, 'lease_expires_at', expiry,
           'id', json_agg(id), 'job', json_agg(job), 'queue', json_agg(queue), 'group_name', json_agg(group_name),
           'version', json_agg(version), 'priority', json_agg(priority), 'attempt', json_agg(attempt),
           'max_attempts', json_agg(max_attempts), 'run_at', json_agg(date_part('epoch', run_at)), 'key', json_agg(key),
           'dedup', json_agg(dedup), 'trigger', json_agg(trigger), 'token', json_agg(token),
           'created_at', json_agg(date_part('epoch', created_at))
         ),
         -- A document is text already: json_agg would copy it several times.
         '[' || string_agg(input::text, ',') || ']',
         array_agg(id) filter (where is_unusual)
    into columns, inputs, unusual
    from in_order
  having count(*) > 0;
  if columns is null then return; end if;
  return next columns;
  return next inputs;
  return query select row_to_json(run)::text from __SCHEMA__.run where id = any (unusual);
end
$$;
