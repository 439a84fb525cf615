-- Notes that a worker lives, and forgets those that do not.
--
-- $1 now: text, null for the server's clock
-- $2 worker: JSON {id, host, pid, jobs, queues, concurrency, running}
-- $3 how long it counts as living, in milliseconds
--
-- Result: one row, the worker's id.
-- Guarantee: waits for no other worker's row.
with clock as (
  select coalesce($1::text::timestamptz, statement_timestamp()) as now
), dead as (
  select id
    from __SCHEMA__.worker, clock
   where expires_at <= now and id <> $2::text::json ->> 'id'
     for update of worker skip locked
), buried as (
  delete from __SCHEMA__.worker where id in (select id from dead)
)
insert into __SCHEMA__.worker as known (id, host, pid, jobs, queues, concurrency, running, started_at, beat_at, expires_at)
select id, host, pid, jobs, queues, concurrency, running, now, now, now + $3::float8 * interval '1 millisecond'
  from json_to_record($2::text::json)
         as worker (id text, host text, pid int, jobs json, queues json, concurrency int, running int),
       clock
on conflict (id) do update
   set host = excluded.host,
       pid = excluded.pid,
       jobs = excluded.jobs,
       queues = excluded.queues,
       concurrency = excluded.concurrency,
       running = excluded.running,
       started_at = case when known.expires_at <= excluded.beat_at then excluded.beat_at else known.started_at end,
       beat_at = excluded.beat_at,
       expires_at = excluded.expires_at
returning to_json(id)::text as answer
