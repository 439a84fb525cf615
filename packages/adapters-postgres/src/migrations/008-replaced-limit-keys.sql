-- A run that an enqueue replaced between the look of a claim and its lock was counted under the limit key that it had, and
-- started under the one that it has. The lock asks for the key as well.

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
    locked := array(
      select run.id
        from unnest(limited) pick
        join __SCHEMA__.run on run.id = pick.id and run.limit_key = pick.key
       where run.state = 'queued'
         for no key update of run skip locked
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
        or cardinality(limited) = (select count(*) from unnest(found_picks) where id is not null)
      )
    );
  end loop;
end
$$;
