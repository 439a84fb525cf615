-- A queue fills and drains faster than statistics follow. A planner that believes a full queue to be empty reads all of it
-- and sorts; these functions leave it no plan but the index that is in order already, so a claim costs what it takes.

create function __SCHEMA__.queued_in_order(jobs text[], queues text[], most int) returns setof uuid
language sql volatile rows 100
set enable_sort = off set enable_bitmapscan = off set enable_seqscan = off
as $$
  select id
    from __SCHEMA__.run
   where state = 'queued' and job = any (jobs) and (queues is null or queue = any (queues))
   order by priority desc, run_at, id
   limit most
     for update skip locked
$$;

create function __SCHEMA__.due_in_order(moment timestamptz, most int) returns setof uuid
language sql volatile rows 100
set enable_sort = off set enable_bitmapscan = off set enable_seqscan = off
as $$
  select id
    from __SCHEMA__.run
   where state = 'scheduled' and run_at <= moment
   order by run_at, id
   limit most
     for update skip locked
$$;
