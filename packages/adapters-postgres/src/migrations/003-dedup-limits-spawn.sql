alter table __SCHEMA__.run
  add column version int not null default 1,
  add column dedup text not null default 'keep' check (dedup in ('keep', 'replace', 'debounce', 'latest')),
  -- A run of mode keep holds its key until it is final, any other until it starts.
  add column holds_key boolean not null default true,
  -- Compared byte by byte: turns go through the keys in this order.
  add column limit_key text collate "C",
  add column spawned_by uuid,
  -- How many runs it has spawned, and how many of them are unfinished.
  add column children int not null default 0,
  add column open_children int not null default 0,
  add column scheduled_for timestamptz,
  add column headers json;

alter table __SCHEMA__.run_history
  add column version int not null default 1,
  add column dedup text not null default 'keep',
  add column limit_key text collate "C",
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
create index run_queued on __SCHEMA__.run (priority desc, run_at, id) where state = 'queued' and limit_key is null;
create index run_limited on __SCHEMA__.run (job, queue, limit_key, priority desc, run_at, id)
  where state = 'queued' and limit_key is not null;
create index run_limited_running on __SCHEMA__.run (job, limit_key) where state = 'running' and limit_key is not null;
-- What was begun and waits for its next try: a key whose order is kept belongs to it.
create index run_limited_begun on __SCHEMA__.run (job, limit_key, priority desc, run_at, id)
  where state <> 'running' and limit_key is not null and token > 0;

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
  key text not null collate "C"
);

-- The starts that count against a rate: starts[i] is when, counts[i] how many.
create table __SCHEMA__.limit_window (
  scope text not null check (scope in ('queue', 'job', 'key')),
  name text not null,
  key text not null collate "C",
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

-- As before, but for the runs that a limit holds.
create or replace function __SCHEMA__.queued_in_order(jobs text[], queues text[], most int) returns setof uuid
language sql volatile rows 100
set enable_sort = off set enable_bitmapscan = off set enable_seqscan = off
as $$
  select id
    from __SCHEMA__.run
   where state = 'queued' and limit_key is null and job = any (jobs) and (queues is null or queue = any (queues))
   order by priority desc, run_at, id
   limit most
     for update skip locked
$$;
