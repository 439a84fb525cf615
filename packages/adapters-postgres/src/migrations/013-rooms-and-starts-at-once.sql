-- A claim of limited runs asked a function for the room of each key, and another to count its starts: a thousand statements where
-- a hundred keys have runs. Rooms are part of the statement that looks for keys, and the starts of a claim are one statement.

-- How many runs of a key of a job may start now, as limit_room says. A planner puts its statement into the one that asks.
create function __SCHEMA__.key_room(
  of_job text, of_key text, concurrency int, rate_limit int, rate_burst int, whole interval, share interval, moment timestamptz
) returns setof bigint
language sql stable
as $$
  select case when log.closed_until > moment then 0
              else least(2147483647, concurrency - executing.runs, rate_limit - started.in_whole, rate_burst - started.in_share) end
    from (
           select count(*) as runs
             from (
                    select from __SCHEMA__.run
                     where concurrency is not null and state = 'running' and limit_key is not null
                       and job = of_job and limit_key = of_key
                     order by run_at limit concurrency
                  ) run
         ) executing
    left join (
           select starts, counts, closed_until from __SCHEMA__.limit_window
            where scope = 'key' and name = of_job and key = of_key
         ) log on true
   cross join lateral (
           select coalesce(sum(n) filter (where at > moment - whole), 0) as in_whole,
                  coalesce(sum(n) filter (where at > moment - share), 0) as in_share
             from unnest(log.starts, log.counts) as start (at, n)
            where rate_limit is not null
         ) started
$$;

-- The first so many that all limits have room for, highest priority first, and keys in turns.
create or replace function __SCHEMA__.fitting(picks __SCHEMA__.limit_pick[], most int) returns setof __SCHEMA__.limit_pick
language plpgsql stable
as $$
begin
  -- The room of a key is known for each of its picks by its place; that of a job or a queue takes a count of its own.
  if exists (select from unnest(picks) where job_room < 2147483647 or queue_room < 2147483647) then
    return query
    select id, job, queue, key, priority, run_at, place, turn, key_room, job_room, queue_room
      from (
             select pick.*,
                    row_number() over (partition by job, key order by priority desc, place, turn, run_at, id) as in_key,
                    row_number() over (partition by job order by priority desc, place, turn, run_at, id) as in_job,
                    row_number() over (partition by queue order by priority desc, place, turn, run_at, id) as in_queue
               from unnest(picks) pick
              where id is not null
           ) counted
     where in_key <= key_room and in_job <= job_room and in_queue <= queue_room
     order by priority desc, place, turn, run_at, id
     limit most;
  else
    return query
    select id, job, queue, key, priority, run_at, place, turn, key_room, job_room, queue_room
      from (
             select pick.*,
                    row_number() over (partition by job, key order by priority desc, place, turn, run_at, id) as in_key
               from unnest(picks) pick
              where id is not null
           ) counted
     where in_key <= key_room
     order by priority desc, place, turn, run_at, id
     limit most;
  end if;
end
$$;

-- Counts the starts of a claim against the rates of their keys, jobs and queues. The log of each keeps a hundred entries:
-- beyond, the two oldest become one at the later time, which errs to fewer starts.
create function __SCHEMA__.count_all_starts(rules jsonb, started __SCHEMA__.limit_pick[], moment timestamptz) returns void
language sql
as $$
  insert into __SCHEMA__.limit_window as log (scope, name, key, starts, counts, forget_at)
  select target.scope, target.name, target.key,
         case when cardinality(at) > 100 then at[2:] else at end,
         case when cardinality(at) > 100 then (n[1] + n[2]) || n[3:] else n end,
         moment + span
    from (
           select scope, name, of.key, count(*)::int as starts
             from unnest(started) pick,
                  lateral (values ('key', job, key), ('job', job, ''), ('queue', queue, '')) as of (scope, name, key)
            group by scope, name, of.key
         ) target,
         lateral (
           select (rules -> (scope || ' ' || name) -> 'rate' ->> 'windowMs')::float8 * interval '1 millisecond' as span
         ) rate,
         lateral (
           select array_agg(start.at order by place) || moment as at, array_agg(start.n order by place) || target.starts as n
             from __SCHEMA__.limit_window before, unnest(before.starts, before.counts) with ordinality as start (at, n, place)
            where before.scope = target.scope and before.name = target.name and before.key = target.key
              and start.at > moment - span
         ) window_log
   where span is not null
   order by target.scope, target.name, target.key
  on conflict (scope, name, key) do update
     set starts = excluded.starts, counts = excluded.counts, forget_at = greatest(log.forget_at, excluded.forget_at)
$$;

-- Starts runs under new leases, and gives them in the order of the list. A claim allows no sort, so that it reads indexes in
-- their order; here that would leave nothing but to look at every run for every place.
create function __SCHEMA__.started_in_order(sequence uuid[], claimer text, moment timestamptz, lease_ms float8)
returns setof __SCHEMA__.run
language plpgsql
set enable_sort = on set enable_nestloop = off
as $$
begin
  return query
  with started as (
    update __SCHEMA__.run
       set state = 'running',
           attempt = attempt + 1,
           token = token + 1,
           holds_key = holds_key and dedup = 'keep',
           worker = claimer,
           started_at = moment,
           lease_expires_at = moment + lease_ms * interval '1 millisecond'
     where run.id = any (sequence)
    returning run.*
  )
  select started.* from started join unnest(sequence) with ordinality as place (id, ordinal) using (id) order by ordinal;
end
$$;

-- What may be claimed of each key: keys in turns, from the one after the key that was served last, a thousand at most.
create or replace function __SCHEMA__.picks_in_turn(
  moment timestamptz, jobs text[], queues text[], paused text[], most int, rules jsonb, passed_over uuid[]
) returns setof __SCHEMA__.limit_pick
language plpgsql
as $$
begin
  return query
  with recursive pair as (
    (
      select run.job, run.queue from __SCHEMA__.run
       where state = 'queued' and limit_key is not null order by run.job, run.queue limit 1
    )
    union all
    select next.job, next.queue
      from pair,
           lateral (
             select run.job, run.queue from __SCHEMA__.run
              where state = 'queued' and limit_key is not null and (run.job, run.queue) > (pair.job, pair.queue)
              order by run.job, run.queue limit 1
           ) next
  ), roomy as materialized (
    select pair.job, pair.queue, coalesce(turn.key, '') as served,
           __SCHEMA__.limit_room(rules -> ('job ' || pair.job), 'job', pair.job, '', moment) as job_room,
           __SCHEMA__.limit_room(rules -> ('queue ' || pair.queue), 'queue', pair.queue, '', moment) as queue_room,
           exists (
             select from __SCHEMA__.run
              where limit_key is not null and run.priority <> 0 and state = 'queued'
                and run.job = pair.job and run.queue = pair.queue
              order by created_at limit 1
           ) as by_priority,
           (rule ->> 'concurrency')::int as concurrency, (rate ->> 'limit')::int as rate_limit, (rate ->> 'burst')::int as rate_burst,
           (rate ->> 'windowMs')::float8 * interval '1 millisecond' as whole,
           (rate ->> 'windowMs')::float8 * (rate ->> 'burst')::int / (rate ->> 'limit')::int * interval '1 millisecond' as share
      from pair
      left join __SCHEMA__.limit_turn turn on turn.job = pair.job
     cross join lateral (select rules -> ('key ' || pair.job) as rule) of_key
     cross join lateral (select rule -> 'rate' as rate) of_rate
     where pair.job = any (jobs) and (queues is null or pair.queue = any (queues)) and pair.queue <> all (paused)
  ), share as materialized (
    select greatest(1, 1000 / count(*)) as keys from roomy where job_room > 0 and queue_room > 0 having count(*) > 0
  ), lane as (
    select roomy.*, served as key, 0 as turn, false as wrapped, 0 as priority, 0::bigint as key_room, 0 as with_room
      from roomy where job_room > 0 and queue_room > 0
    union all
    select lane.job, lane.queue, lane.served, lane.job_room, lane.queue_room, lane.by_priority,
           lane.concurrency, lane.rate_limit, lane.rate_burst, lane.whole, lane.share, next.limit_key, lane.turn + 1,
           next.wrapped, next.priority, room.key_room, lane.with_room + (room.key_room > 0)::int
      from lane,
           lateral (
             (
               select limit_key, run.priority, false as wrapped from __SCHEMA__.run
                where not lane.wrapped
                  and state = 'queued' and run.job = lane.job and run.queue = lane.queue and limit_key > lane.key
                order by limit_key, run.priority desc, run.run_at, run.id limit 1
             )
             union all
             (
               select limit_key, run.priority, true from __SCHEMA__.run
                where lane.wrapped
                  and state = 'queued' and run.job = lane.job and run.queue = lane.queue
                  and limit_key > lane.key and limit_key <= lane.served
                order by limit_key, run.priority desc, run.run_at, run.id limit 1
             )
             union all
             (
               select limit_key, run.priority, true from __SCHEMA__.run
                where not lane.wrapped
                  and state = 'queued' and run.job = lane.job and run.queue = lane.queue and limit_key <= lane.served
                order by limit_key, run.priority desc, run.run_at, run.id limit 1
             )
             limit 1
           ) next,
           lateral (
             select key_room
               from __SCHEMA__.key_room(
                      lane.job, next.limit_key, lane.concurrency, lane.rate_limit, lane.rate_burst, lane.whole, lane.share, moment
                    ) key_room
             offset 0
           ) room
     where lane.turn < (select keys from share) and (lane.by_priority or lane.with_room < most)
  ), chosen as materialized (
    -- Of the keys that come after as many as are wanted, no run can be among the first so many.
    select lane.*,
           rules -> ('key ' || lane.job) -> 'ordered' = 'true' as ordered,
           rules -> ('key ' || lane.job) -> 'ordered' = 'true' and exists (
             select from __SCHEMA__.run
              where state <> 'running' and token > 0 and run.job = lane.job and limit_key = lane.key
           ) as begun
      from lane
     where lane.turn > 0 and lane.key_room > 0
     order by lane.priority desc, lane.turn, lane.job, lane.queue
     limit most
  ), last_chosen as materialized (
    -- When the first runs of these keys are enough, no second one of this priority is among the first so many.
    select min(chosen.priority) as priority from chosen having count(*) = most
  ), of_each as materialized (
    -- Keys that go in turns give about as many each. Where one gave all of this, a claim that lacks some looks again.
    select case when bool_or(chosen.by_priority) then most else greatest(2, 2 * most / count(*) + 1) end as runs
      from chosen having count(*) > 0
  )
  select first.id, chosen.job, chosen.queue, chosen.key, first.priority, first.run_at,
         row_number() over (
           partition by chosen.job, chosen.queue, chosen.key order by first.priority desc, first.run_at, first.id
         ),
         chosen.turn, chosen.key_room, chosen.job_room, chosen.queue_room
    from chosen,
         lateral (
           (
             select run.id, run.priority, run.run_at from __SCHEMA__.run
              where chosen.begun is not true and state = 'queued' and run.job = chosen.job and run.queue = chosen.queue
                and limit_key = chosen.key and run.id <> all (passed_over)
              order by run.priority desc, run.run_at, run.id
              limit case when chosen.ordered or chosen.priority <= (select last_chosen.priority from last_chosen) then 1
                         else least(chosen.key_room, most, (select of_each.runs from of_each)) end
           )
           union all
           (
             select run.id, run.priority, run.run_at from __SCHEMA__.run
              where chosen.begun and state = 'queued' and token > 0 and run.job = chosen.job and limit_key = chosen.key
                and run.queue = chosen.queue and run.id <> all (passed_over)
              order by run.priority desc, run.run_at, run.id
              limit 1
           )
         ) first
  union all
  select null, lane.job, null, lane.key, null, null, null, null, null, null, null
    from lane where lane.turn = (select keys from share);
end
$$;

-- Takes due runs for a worker when some of those that it may take are held by limits. One claim at a time does: what counts
-- against a limit is read after the lock, so it is what every claim before has left. An end of a run meanwhile only makes room.
create or replace function __SCHEMA__.claim_limited(
  given_moment timestamptz, claimer text, jobs text[], queues text[], paused text[], most int, lease_ms float8, rules jsonb,
  run_ids uuid[], flow text
) returns setof __SCHEMA__.run
language plpgsql
as $$
declare
  narrowed boolean := run_ids is not null;
  any_limited boolean := exists (select from __SCHEMA__.run where state = 'queued' and limit_key is not null);
  moment timestamptz;
  free __SCHEMA__.limit_pick[];
  found_picks __SCHEMA__.limit_pick[];
  limited __SCHEMA__.limit_pick[];
  sequence uuid[];
  locked uuid[];
  all_locked boolean;
  passed_over uuid[] := '{}';
  has_rates boolean := exists (select from jsonb_each(rules) as rule (name, value) where value ? 'rate');
  wanted int := most;
begin
  if any_limited then perform pg_advisory_xact_lock(hashtextextended('nightshift limits __SCHEMA__', 0)); end if;
  moment := coalesce(given_moment, clock_timestamp());
  if narrowed then
    free := array(
      select (id, null, null, null, priority, run_at, null, null, null, null, null)::__SCHEMA__.limit_pick
        from __SCHEMA__.run
       where id in (select unnest(run_ids) union select flows.id from __SCHEMA__.run flows where flow_id = flow)
         and state = 'queued' and limit_key is null and job = any (jobs)
         and (queues is null or queue = any (queues)) and queue <> all (paused)
       order by priority desc, run_at, id
       limit most
         for no key update skip locked
    );
  else
    free := array(
      select (id, null, null, null, priority, run_at, null, null, null, null, null)::__SCHEMA__.limit_pick
        from __SCHEMA__.run
       where state = 'queued' and limit_key is null and job = any (jobs)
         and (queues is null or queue = any (queues)) and queue <> all (paused)
       order by priority desc, run_at, id
       limit most
         for no key update skip locked
    );
  end if;
  for look in 1 .. 5 loop
    if not any_limited then
      found_picks := '{}';
    elsif narrowed then
      found_picks := array(
        select pick from __SCHEMA__.picks_among(moment, jobs, queues, paused, rules, passed_over, run_ids, flow) pick
      );
    else
      found_picks := array(
        select pick from __SCHEMA__.picks_in_turn(moment, jobs, queues, paused, wanted, rules, passed_over) pick
      );
    end if;
    limited := array(select pick from __SCHEMA__.fitting(found_picks, wanted) pick);
    -- What somebody else holds is passed over, and what an enqueue with the same key has given another limit key meanwhile.
    -- Each is looked up by its id: in these words no index but that one serves, whatever the statistics say of the others.
    locked := array(
      select run.id
        from unnest(limited) pick,
             lateral (
               select id from __SCHEMA__.run
                where run.id = pick.id and run.limit_key is not distinct from pick.key and run.state = 'queued'
                  for no key update skip locked
             ) run
    );
    all_locked := cardinality(locked) = cardinality(limited);
    if not all_locked then
      passed_over := passed_over || array(select id from unnest(limited) where id <> all (locked));
      limited := array(select pick from unnest(limited) pick where (pick).id = any (locked));
    end if;
    sequence := case when cardinality(free) = 0 then array(select id from unnest(limited))
                     else __SCHEMA__.merged(free, limited, wanted) end;
    if cardinality(free) > 0 then
      free := array(select pick from unnest(free) pick where (pick).id <> all (sequence));
    end if;

    return query select * from __SCHEMA__.started_in_order(sequence, claimer, moment, lease_ms);

    if has_rates then
      perform __SCHEMA__.count_all_starts(
        rules, array(select pick from unnest(limited) pick where (pick).id in (select unnest(sequence))), moment
      );
    end if;
    if any_limited and not narrowed then
      insert into __SCHEMA__.limit_turn as turn (job, key)
      -- Where nothing could be taken, the turn passes on beyond what was looked at.
      select distinct on (job) job, key
        from unnest(found_picks) pick
        left join unnest(sequence) with ordinality as taken (taken_id, ordinal) on taken_id = id
       where id is null or ordinal is not null or id = any (passed_over)
       order by job, ordinal desc nulls last, pick.turn desc nulls first
      on conflict (job) do update set key = excluded.key where turn.key <> excluded.key;
    end if;

    wanted := wanted - cardinality(sequence);
    -- Another look, unless all of what was found has been taken: what did not fit, or is held by somebody else, may have
    -- taken the place of what does.
    exit when wanted = 0 or (
      all_locked and (
        cardinality(sequence) = 0
        or (
          cardinality(limited) = (select count(*) from unnest(found_picks) where id is not null)
          -- The keys that gave most may have more, where that was less than there was room for.
          and not exists (
            select from (
                     select count(*) as runs, max(key_room) as room, max(count(*)) over () as most_runs
                       from unnest(found_picks) where id is not null group by job, queue, key
                   ) lane
             where lane.runs > 1 and lane.runs = lane.most_runs and lane.runs < least(lane.room, wanted + cardinality(sequence))
          )
        )
      )
    );
  end loop;
end
$$;
