alter table __SCHEMA__.run
  add column version int not null default 1,
  add column dedup text not null default 'keep' check (dedup in ('keep', 'replace', 'debounce', 'latest')),
  -- A run of mode keep holds its key until it is final, any other until it starts.
  add column holds_key boolean not null default true,
  add column limit_key text,
  add column spawned_by uuid,
  -- How many runs it has spawned, and how many of them are unfinished.
  add column children int not null default 0,
  add column open_children int not null default 0,
  add column scheduled_for timestamptz,
  add column headers json;

alter table __SCHEMA__.run_history
  add column version int not null default 1,
  add column dedup text not null default 'keep',
  add column limit_key text,
  add column spawned_by uuid,
  add column scheduled_for timestamptz,
  add column headers json;

drop index __SCHEMA__.run_key;
create unique index run_key on __SCHEMA__.run (job, key) where key is not null and holds_key;
create index run_key_let_go on __SCHEMA__.run (job, key) where key is not null and not holds_key;
create index run_spawned on __SCHEMA__.run (spawned_by, id) where spawned_by is not null;
create index run_history_spawned on __SCHEMA__.run_history (spawned_by, id) where spawned_by is not null;

-- Runs that no limit holds are claimed in the order of the first, runs with a limit key lane by lane.
drop index __SCHEMA__.run_queued;
create index run_queued on __SCHEMA__.run (priority desc, run_at, id) where limit_key is null and state = 'queued';
create index run_limited on __SCHEMA__.run (job, queue, limit_key, priority desc, run_at, id)
  where limit_key is not null and state = 'queued';
create index run_limited_running on __SCHEMA__.run (job, limit_key, run_at) where limit_key is not null and state = 'running';
-- Most queues have no run of another priority: then the turns alone say which keys are looked at.
create index run_limited_by_priority on __SCHEMA__.run (job, queue, created_at)
  where limit_key is not null and priority <> 0 and state = 'queued';
-- What was begun and waits for its next try: a key whose order is kept belongs to it.
create index run_limited_begun on __SCHEMA__.run (job, limit_key, priority desc, run_at, id)
  where limit_key is not null and token > 0 and state <> 'running';

create table __SCHEMA__.pause (
  kind text not null check (kind in ('queue', 'job')),
  name text not null,
  by text not null,
  message text,
  at timestamptz not null,
  primary key (kind, name)
);

-- The key of a job that was served last: the next claim begins after it.
create table __SCHEMA__.limit_turn (
  job text primary key,
  key text not null
);

-- The starts that count against a rate: starts[i] is when, counts[i] how many.
create table __SCHEMA__.limit_window (
  scope text not null check (scope in ('queue', 'job', 'key')),
  name text not null,
  key text not null,
  starts timestamptz[] not null default '{}',
  counts int[] not null default '{}',
  closed_until timestamptz,
  -- From then on the row says nothing any more.
  forget_at timestamptz not null,
  primary key (scope, name, key)
);

create index limit_window_forget on __SCHEMA__.limit_window (forget_at);

drop view __SCHEMA__.any_run;
create view __SCHEMA__.any_run as
  select id, job, queue, group_name, state, input, version, null::json as output, null::json as error, priority, attempt,
         max_attempts, attempts, run_at, key, dedup, limit_key, flow_id, trigger, retry_of, spawned_by, open_children,
         scheduled_for, headers, progress, checkpoint, cancel, worker, token, lease_expires_at, created_at, started_at,
         null::timestamptz as finished_at
    from __SCHEMA__.run
  union all
  select id, job, queue, group_name, state, input, version, output, error, priority, attempt, max_attempts, attempts, run_at,
         key, dedup, limit_key, flow_id, trigger, retry_of, spawned_by, 0, scheduled_for, headers, progress, checkpoint,
         cancel, null, token, null, created_at, started_at, finished_at
    from __SCHEMA__.run_history;

-- A claim of runs that no limit holds is part of the function claim.
drop function __SCHEMA__.queued_in_order(text[], text[], int);

-- Adds runs with keys, or changes the runs that hold them, one after the other. Waits for who changes the same key, and
-- never for the worker of a run that has begun: that one is not changed. Keys are taken in their order, as enqueue does.
create function __SCHEMA__.enqueue_keyed(moment timestamptz, items json)
returns table (place int, holder uuid, outcome text, holder_state text)
language plpgsql
set enable_seqscan = off set plan_cache_mode = force_generic_plan
as $$
declare
  item record;
begin
  for item in
    select *, coalesce(to_timestamp(new.run_at / 1000), moment + new.delay_ms * interval '1 millisecond') as due_at
      from json_to_recordset(items) as new (
             ordinal int, id uuid, job text, queue text, group_name text, input text, version int, priority int,
             max_attempts int, run_at float8, delay_ms float8, key text, dedup text, max_wait_ms float8, limit_key text,
             flow_id text, trigger text, retry_of text, scheduled_for float8, headers text
           )
     order by new.job, new.key, new.ordinal
  loop
    place := item.ordinal;
    loop
      if item.dedup <> 'keep' then
        update __SCHEMA__.run
           set input = item.input::json, version = item.version, priority = item.priority, max_attempts = item.max_attempts,
               limit_key = item.limit_key, headers = item.headers::json, run_at = due.at,
               state = case when state = 'waiting' then state when due.at > moment then 'scheduled' else 'queued' end
          from (
                 select case when item.dedup = 'debounce' and item.max_wait_ms is not null
                             then least(item.due_at, held.created_at + item.max_wait_ms * interval '1 millisecond')
                             else item.due_at end as at
                   from __SCHEMA__.run held
                  where held.job = item.job and held.key = item.key and held.holds_key
               ) due
         where run.job = item.job and run.key = item.key and run.holds_key and run.token = 0
        returning run.id, case when item.dedup = 'debounce' then 'debounced' else 'replaced' end, run.state
          into holder, outcome, holder_state;
        exit when found;
      end if;
      select id, 'kept', null into holder, outcome, holder_state
        from __SCHEMA__.run
       where job = item.job and key = item.key and holds_key and (item.dedup = 'keep' or token > 0);
      exit when found;
      insert into __SCHEMA__.run (
        id, job, queue, group_name, state, input, version, priority, max_attempts, run_at, key, dedup, limit_key, flow_id,
        trigger, retry_of, scheduled_for, headers, created_at
      ) values (
        item.id, item.job, item.queue, item.group_name, case when item.due_at > moment then 'scheduled' else 'queued' end,
        item.input::json, item.version, item.priority, item.max_attempts, item.due_at, item.key, item.dedup, item.limit_key,
        item.flow_id, item.trigger, item.retry_of, to_timestamp(item.scheduled_for / 1000), item.headers::json, moment
      )
      on conflict (job, key) where key is not null and holds_key do nothing
      returning id, 'created', state into holder, outcome, holder_state;
      if found then
        if item.dedup = 'latest' and __SCHEMA__.wait_for_started(item.id) then holder_state := 'waiting'; end if;
        exit;
      end if;
      -- Somebody else has added a run with this key, or let it go: the next look sees it.
    end loop;
    return next;
  end loop;
end
$$;

-- Lets a new run that holds its key wait for those that held it before and are not final. They cannot become final before
-- this transaction ends, but their leases can be renewed: the lock is one that only their end asks for.
create function __SCHEMA__.wait_for_started(new_run uuid) returns boolean
language plpgsql
set enable_seqscan = off
as $$
declare
  started uuid[] := array(
    select other.id
      from __SCHEMA__.run new, __SCHEMA__.run other
     where new.id = new_run and other.job = new.job and other.key = new.key and not other.holds_key
     order by other.id
       for key share of other
  );
begin
  if cardinality(started) = 0 then return false; end if;
  insert into __SCHEMA__.run_dependency (child, parent, on_failure, position)
  select new_run, id, 'continue', ordinal from unnest(started) with ordinality as parent (id, ordinal);
  update __SCHEMA__.run set state = 'waiting', pending = cardinality(started) where id = new_run;
  return true;
end
$$;

-- The runs that wait for others, as of now and not as of the statement that asks.
create function __SCHEMA__.dependents_now(parents uuid[]) returns setof uuid
language plpgsql volatile
as $$
begin
  return query select child from __SCHEMA__.run_dependency where parent = any (parents);
end
$$;

-- How many runs may start now: the sliding window log, once for the limit and once for the burst over its share.
create function __SCHEMA__.starts_left(starts timestamptz[], counts int[], rate jsonb, moment timestamptz) returns bigint
language sql immutable
as $$
  select least(
           (rate ->> 'limit')::int - coalesce(sum(n) filter (where at > moment - windows.whole), 0),
           (rate ->> 'burst')::int - coalesce(sum(n) filter (where at > moment - windows.share), 0)
         )
    from (
           select (rate ->> 'windowMs')::float8 * interval '1 millisecond' as whole,
                  (rate ->> 'windowMs')::float8 * (rate ->> 'burst')::int / (rate ->> 'limit')::int * interval '1 millisecond' as share
         ) windows
    left join unnest(starts, counts) as start (at, n) on true
   group by windows.whole, windows.share
$$;

-- From when on fewer than so many starts are in a window of this length.
create function __SCHEMA__.starts_freed_at(starts timestamptz[], counts int[], most int, span interval, moment timestamptz)
returns timestamptz
language plpgsql immutable
as $$
declare
  held bigint := 0;
begin
  for place in reverse cardinality(starts) .. 1 loop
    exit when starts[place] <= moment - span;
    held := held + counts[place];
    if held >= most then return starts[place] + span; end if;
  end loop;
  return moment;
end
$$;

-- When a rate, or a window that a release closed, lets a run start again; the given moment when it does.
create function __SCHEMA__.opens_at(rule jsonb, of_scope text, of_name text, of_key text, moment timestamptz)
returns timestamptz
language plpgsql stable
as $$
declare
  log __SCHEMA__.limit_window;
  rate jsonb := rule -> 'rate';
  span interval := (rate ->> 'windowMs')::float8 * interval '1 millisecond';
begin
  select * into log from __SCHEMA__.limit_window where scope = of_scope and name = of_name and key = of_key;
  if not found then return moment; end if;
  if rate is null then return greatest(moment, log.closed_until); end if;
  return greatest(
    moment,
    log.closed_until,
    __SCHEMA__.starts_freed_at(log.starts, log.counts, (rate ->> 'limit')::int, span, moment),
    __SCHEMA__.starts_freed_at(
      log.starts, log.counts, (rate ->> 'burst')::int, span * (rate ->> 'burst')::int / (rate ->> 'limit')::int, moment
    )
  );
end
$$;

-- How many runs of a queue, of a job, or of a key of a job may start now under its rule.
create function __SCHEMA__.limit_room(rule jsonb, of_scope text, of_name text, of_key text, moment timestamptz) returns bigint
language plpgsql stable
as $$
declare
  room bigint := 2147483647;
  log __SCHEMA__.limit_window;
begin
  if rule ? 'concurrency' then
    -- Counted no further than the limit, and in the order of the index, so that no statistics lead to another.
    room := (rule ->> 'concurrency')::int;
    if of_scope = 'key' then
      room := room - (
        select count(*)
          from (
                 select from __SCHEMA__.run
                  where state = 'running' and limit_key is not null and job = of_name and limit_key = of_key
                  order by run_at limit room
               ) executing
      );
    elsif of_scope = 'job' then
      room := room - (
        select count(*)
          from (
                 select from __SCHEMA__.run
                  where state = 'running' and limit_key is not null and job = of_name
                  order by limit_key, run_at limit room
               ) executing
      );
    else
      room := room - (
        select count(*) from __SCHEMA__.run where state = 'running' and limit_key is not null and queue = of_name
      );
    end if;
    if room <= 0 then return 0; end if;
  end if;
  if of_scope = 'key' or rule ? 'rate' then
    select * into log from __SCHEMA__.limit_window where scope = of_scope and name = of_name and key = of_key;
    if log.closed_until > moment then return 0; end if;
    if rule ? 'rate' then
      room := least(room, __SCHEMA__.starts_left(log.starts, log.counts, rule -> 'rate', moment));
    end if;
  end if;
  return room;
end
$$;

-- Counts starts against the rate of a rule. The log keeps a hundred entries: beyond, the two oldest become one at the
-- later time, which errs to fewer starts.
create function __SCHEMA__.count_starts(
  rule jsonb, of_scope text, of_name text, of_key text, how_many int, moment timestamptz
) returns void
language plpgsql
as $$
declare
  at timestamptz[];
  n int[];
  span interval := (rule -> 'rate' ->> 'windowMs')::float8 * interval '1 millisecond';
begin
  select array_agg(start.at order by place), array_agg(start.n order by place)
    into at, n
    from __SCHEMA__.limit_window log, unnest(log.starts, log.counts) with ordinality as start (at, n, place)
   where log.scope = of_scope and log.name = of_name and log.key = of_key and start.at > moment - span;
  at := at || moment;
  n := n || how_many;
  if cardinality(at) > 100 then
    n[2] := n[1] + n[2];
    at := at[2:];
    n := n[2:];
  end if;
  insert into __SCHEMA__.limit_window as log (scope, name, key, starts, counts, forget_at)
  values (of_scope, of_name, of_key, at, n, moment + span)
  on conflict (scope, name, key) do update
     set starts = excluded.starts, counts = excluded.counts, forget_at = greatest(log.forget_at, excluded.forget_at);
end
$$;

-- A run that may be claimed, and what room there is for it; one without an id says which key of a job was looked at last.
create type __SCHEMA__.limit_pick as (
  id uuid, job text, queue text, key text, priority int, run_at timestamptz,
  -- Its place among the runs of its key, and the turn of the key among those of the job.
  place bigint, turn int,
  key_room bigint, job_room bigint, queue_room bigint
);

-- What may be claimed of each key: keys in turns, from the one after the key that was served last, a thousand at most.
create function __SCHEMA__.picks_in_turn(
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
               select limit_key, run.priority, lane.wrapped as wrapped from __SCHEMA__.run
                where state = 'queued' and run.job = lane.job and run.queue = lane.queue and limit_key > lane.key
                  and (not lane.wrapped or limit_key <= lane.served)
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
                         else least(chosen.key_room, most) end
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

-- What may be claimed of some runs and of a flow: few, so they are looked up and sorted.
create function __SCHEMA__.picks_among(
  moment timestamptz, jobs text[], queues text[], paused text[], rules jsonb, passed_over uuid[], run_ids uuid[], flow text
) returns setof __SCHEMA__.limit_pick
language plpgsql
as $$
begin
  return query
  with wanted as materialized (
    select run.id, run.job, run.queue, limit_key as key, run.priority, run.run_at, token
      from (select unnest(run_ids) as id union select flows.id from __SCHEMA__.run flows where flow_id = flow) named
      join __SCHEMA__.run using (id)
     where state = 'queued' and limit_key is not null and run.job = any (jobs) and run.id <> all (passed_over)
       and (queues is null or run.queue = any (queues)) and run.queue <> all (paused)
  ), lane as materialized (
    select wanted.job, wanted.queue, wanted.key, max(token) > 0 as begins, min(wanted.key) as least,
           rules -> ('key ' || wanted.job) -> 'ordered' = 'true' as ordered,
           __SCHEMA__.limit_room(rules -> ('key ' || wanted.job), 'key', wanted.job, wanted.key, moment) as key_room,
           __SCHEMA__.limit_room(rules -> ('job ' || wanted.job), 'job', wanted.job, '', moment) as job_room,
           __SCHEMA__.limit_room(rules -> ('queue ' || wanted.queue), 'queue', wanted.queue, '', moment) as queue_room
      from wanted group by wanted.job, wanted.queue, wanted.key
  ), turned as materialized (
    select lane.*,
           row_number() over (partition by lane.job, lane.queue order by lane.key <= coalesce(served.key, ''), lane.key)::int as turn,
           ordered is true and exists (
             select from __SCHEMA__.run
              where state <> 'running' and token > 0 and run.job = lane.job and limit_key = lane.key
           ) as begun
      from lane left join __SCHEMA__.limit_turn served on served.job = lane.job
     where key_room > 0 and job_room > 0 and queue_room > 0
  )
  select wanted.id, wanted.job, wanted.queue, wanted.key, wanted.priority, wanted.run_at,
         row_number() over (
           partition by wanted.job, wanted.queue, wanted.key order by wanted.priority desc, wanted.run_at, wanted.id
         ),
         turned.turn, turned.key_room, turned.job_room, turned.queue_room
    from wanted join turned using (job, queue, key)
   where not begun or token > 0;
end
$$;

-- Those of the runs that fit into their rooms, in the order in which they are claimed.
create function __SCHEMA__.fitting(picks __SCHEMA__.limit_pick[], most int) returns setof __SCHEMA__.limit_pick
language plpgsql stable
as $$
begin
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
end
$$;

-- The order in which two lists of runs are claimed, each in its own order: of their heads the one that is first in claim
-- order goes first.
create function __SCHEMA__.merged(a __SCHEMA__.limit_pick[], b __SCHEMA__.limit_pick[], most int) returns uuid[]
language plpgsql immutable
as $$
declare
  next_a int := 1;
  next_b int := 1;
  ids uuid[] := '{}';
begin
  while cardinality(ids) < most and (next_a <= cardinality(a) or next_b <= cardinality(b)) loop
    if next_b > cardinality(b) or (
      next_a <= cardinality(a)
      and (-a[next_a].priority, a[next_a].run_at, a[next_a].id) < (-b[next_b].priority, b[next_b].run_at, b[next_b].id)
    ) then
      ids := ids || a[next_a].id;
      next_a := next_a + 1;
    else
      ids := ids || b[next_b].id;
      next_b := next_b + 1;
    end if;
  end loop;
  return ids;
end
$$;

-- Takes due runs for a worker when some of those that it may take are held by limits. One claim at a time does: what counts
-- against a limit is read after the lock, so it is what every claim before has left. An end of a run meanwhile only makes room.
create function __SCHEMA__.claim_limited(
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
    -- What somebody else holds is passed over.
    locked := array(
      select id from __SCHEMA__.run
       where id in (select id from unnest(limited)) and state = 'queued'
         for no key update skip locked
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

-- Takes due runs for a worker: queued to running, under a new lease, an attempt spent. Waits for no row's lock: what another
-- transaction holds is passed over. Without limited runs the order is that of the index run_queued, so the cost does not
-- grow with what waits, is scheduled or has finished.
create function __SCHEMA__.claim(
  given_moment timestamptz, claimer text, jobs text[], queues text[], most int, lease_ms float8, rules jsonb
) returns setof __SCHEMA__.run
language plpgsql
set enable_sort = off set enable_bitmapscan = off set enable_seqscan = off set plan_cache_mode = force_generic_plan
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
      select * from __SCHEMA__.claim_limited(
        given_moment, claimer, jobs, queues, paused, most, lease_ms, rules, null, null
      );
    return;
  end if;
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
        from candidate
       where run.id = candidate.id
      returning run.*
    )
    select claimed.* from claimed order by claimed.priority desc, claimed.run_at, claimed.id;
end
$$;

-- As claim, among some runs and those of a flow.
create function __SCHEMA__.claim_only(
  given_moment timestamptz, claimer text, jobs text[], queues text[], most int, lease_ms float8, rules jsonb,
  run_ids uuid[], flow text
) returns setof __SCHEMA__.run
language sql
set enable_seqscan = off set plan_cache_mode = force_generic_plan
as $$
  select *
    from __SCHEMA__.claim_limited(
           given_moment, claimer,
           array(select unnest(jobs) except select name from __SCHEMA__.pause where kind = 'job'),
           queues,
           array(select name from __SCHEMA__.pause where kind = 'queue'),
           most, lease_ms, rules, run_ids, flow
         )
$$;

-- When the first window opens that holds back a queued run of these jobs; null when none does. A thousand keys of a job are
-- looked at: when there are more, the answer is in a second at the latest.
create function __SCHEMA__.next_opening(moment timestamptz, jobs text[], rules jsonb) returns timestamptz
language plpgsql stable
set enable_sort = off set enable_bitmapscan = off set enable_seqscan = off set plan_cache_mode = force_generic_plan
as $$
begin
  return (
    with recursive lane as (
      select name as job, first.queue, first.limit_key as key, 1 as place
        from (select distinct unnest(jobs) as name) named,
             lateral (
               select run.queue, limit_key from __SCHEMA__.run
                where state = 'queued' and limit_key is not null and run.job = name
                order by run.queue, limit_key limit 1
             ) first
      union all
      select lane.job, next.queue, next.limit_key, lane.place + 1
        from lane,
             lateral (
               select run.queue, limit_key from __SCHEMA__.run
                where state = 'queued' and limit_key is not null and run.job = lane.job
                  and (run.queue, limit_key) > (lane.queue, lane.key)
                order by run.queue, limit_key limit 1
             ) next
       where lane.place < 1000
    ), opening as (
      select lane.place,
             greatest(
               __SCHEMA__.opens_at(rules -> ('key ' || lane.job), 'key', lane.job, lane.key, moment),
               case when rules -> ('job ' || lane.job) ? 'rate'
                    then __SCHEMA__.opens_at(rules -> ('job ' || lane.job), 'job', lane.job, '', moment) end,
               case when rules -> ('queue ' || lane.queue) ? 'rate'
                    then __SCHEMA__.opens_at(rules -> ('queue ' || lane.queue), 'queue', lane.queue, '', moment) end
             ) as at
        from lane
    )
    select least(
             min(opening.at) filter (where opening.at > moment),
             case when max(opening.place) = 1000 then moment + interval '1 second' end
           )
      from opening
  );
end
$$;
