-- A claim of many runs looked at that many of each key, of which it took a share: with fifty keys, at fifty times what it took.

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
           ) as by_priority
      from pair
      left join __SCHEMA__.limit_turn turn on turn.job = pair.job
     where pair.job = any (jobs) and (queues is null or pair.queue = any (queues)) and pair.queue <> all (paused)
  ), share as materialized (
    select greatest(1, 1000 / count(*)) as keys from roomy where job_room > 0 and queue_room > 0 having count(*) > 0
  ), lane as (
    select roomy.*, served as key, 0 as turn, false as wrapped, 0 as priority, 0::bigint as key_room, 0 as with_room
      from roomy where job_room > 0 and queue_room > 0
    union all
    select lane.job, lane.queue, lane.served, lane.job_room, lane.queue_room, lane.by_priority, next.limit_key, lane.turn + 1,
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
             select __SCHEMA__.limit_room(
                      rules -> ('key ' || lane.job), 'key', lane.job, next.limit_key, moment
                    ) as key_room
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
  target record;
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
    free := array(select pick from unnest(free) pick where (pick).id <> all (sequence));

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

    if has_rates then
      for target in
        select scope, name, of.key, count(*)::int as starts
          from unnest(limited) pick,
               lateral (values ('key', job, key), ('job', job, ''), ('queue', queue, '')) as of (scope, name, key)
         where id = any (sequence) and rules -> (scope || ' ' || name) ? 'rate'
         group by scope, name, of.key
         order by scope, name, of.key
      loop
        perform __SCHEMA__.count_starts(
          rules -> (target.scope || ' ' || target.name), target.scope, target.name, target.key, target.starts, moment
        );
      end loop;
    end if;
    if any_limited and not narrowed then
      insert into __SCHEMA__.limit_turn as turn (job, key)
      -- Where nothing could be taken, the turn passes on beyond what was looked at.
      select distinct on (job) job, key
        from unnest(found_picks) pick
       where id is null or id = any (sequence) or id = any (passed_over)
       order by job, array_position(sequence, id) desc nulls last, pick.turn desc nulls first
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
