-- Unfinished runs, and nothing else: finished ones move to run_history, so what is claimed from stays small.
create table __SCHEMA__.run (
  id uuid primary key,
  job text not null,
  queue text not null,
  group_name text,
  state text not null check (state in ('waiting', 'scheduled', 'queued', 'running')),
  -- Documents are json, not jsonb: it keeps them as they were given, escaped NUL characters included.
  input json not null,
  priority int not null,
  attempt int not null default 0,
  max_attempts int not null,
  attempts json[] not null default '{}',
  run_at timestamptz not null,
  key text,
  flow_id text,
  trigger text not null,
  retry_of text,
  progress json,
  checkpoint json,
  cancel json,
  worker text,
  token bigint not null default 0,
  lease_expires_at timestamptz,
  created_at timestamptz not null,
  started_at timestamptz,
  -- How many parents are unfinished.
  pending int not null default 0
) with (
  fillfactor = 70,
  autovacuum_vacuum_threshold = 1000,
  autovacuum_vacuum_scale_factor = 0.02,
  autovacuum_analyze_threshold = 1000,
  autovacuum_analyze_scale_factor = 0.1,
  autovacuum_vacuum_cost_delay = 0
);

create index run_queued on __SCHEMA__.run (priority desc, run_at, id) where state = 'queued';
create index run_scheduled on __SCHEMA__.run (run_at, id) where state = 'scheduled';
-- By id and not by expiry: a renewal changes no indexed column and stays on its page.
create index run_running on __SCHEMA__.run (id) where state = 'running';
create unique index run_key on __SCHEMA__.run (job, key) where key is not null;
create index run_flow on __SCHEMA__.run (flow_id, id) where flow_id is not null;

-- Finished runs; nobody holds them and they wait for nobody.
create table __SCHEMA__.run_history (
  id uuid primary key,
  job text not null,
  queue text not null,
  group_name text,
  state text not null check (state in ('success', 'failed', 'cancelled')),
  input json not null,
  output json,
  error json,
  priority int not null,
  attempt int not null,
  max_attempts int not null,
  attempts json[] not null,
  run_at timestamptz not null,
  key text,
  flow_id text,
  trigger text not null,
  retry_of text,
  progress json,
  checkpoint json,
  cancel json,
  token bigint not null,
  created_at timestamptz not null,
  started_at timestamptz,
  finished_at timestamptz not null
);

create index run_history_finished on __SCHEMA__.run_history (state, finished_at, id);
create index run_history_job on __SCHEMA__.run_history (job, id);
create index run_history_flow on __SCHEMA__.run_history (flow_id, id) where flow_id is not null;

-- Edges are written with their runs and never change; pruning a run removes its edges.
create table __SCHEMA__.run_dependency (
  child uuid not null,
  parent uuid not null,
  on_failure text not null check (on_failure in ('cancel', 'continue')),
  position int not null,
  primary key (child, parent)
);

create index run_dependency_parent on __SCHEMA__.run_dependency (parent, child);

create table __SCHEMA__.run_log (
  run_id uuid not null,
  seq bigint generated always as identity,
  at timestamptz not null,
  level text not null,
  message text not null,
  fields json,
  primary key (run_id, seq)
);

create table __SCHEMA__.schedule (
  name text primary key,
  job text not null,
  cron text not null,
  time_zone text not null,
  input json not null,
  next_at timestamptz not null,
  last_at timestamptz,
  last_run_id text
);

create index schedule_next on __SCHEMA__.schedule (next_at, name);

create table __SCHEMA__.worker (
  id text primary key,
  host text not null,
  pid int not null,
  jobs json not null,
  queues json,
  concurrency int not null,
  running int not null,
  started_at timestamptz not null,
  beat_at timestamptz not null,
  expires_at timestamptz not null
);

create table __SCHEMA__.job_state (
  job text primary key,
  value json not null
);

-- Every run, wherever it is.
create view __SCHEMA__.any_run as
  select id, job, queue, group_name, state, input, null::json as output, null::json as error, priority, attempt, max_attempts,
         attempts, run_at, key, flow_id, trigger, retry_of, progress, checkpoint, cancel, worker, token, lease_expires_at, created_at, started_at,
         null::timestamptz as finished_at
    from __SCHEMA__.run
  union all
  select id, job, queue, group_name, state, input, output, error, priority, attempt, max_attempts, attempts, run_at, key,
         flow_id, trigger, retry_of, progress, checkpoint, cancel, null, token, null, created_at, started_at,
         finished_at
    from __SCHEMA__.run_history;

-- Gives a statement up as PostgreSQL itself gives up one that met another: the caller runs it again.
create function __SCHEMA__.try_again() returns void language plpgsql as $$
begin
  raise exception 'another transaction changed what this statement found' using errcode = 'serialization_failure';
end
$$;
