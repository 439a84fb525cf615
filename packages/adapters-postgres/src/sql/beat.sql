-- Notes that a worker lives, and forgets the dead that are not kept: those of a day ago, and all but the hundred that beat last.
--
-- $1 now: text, null for the server's clock
-- $2 worker: JSON {id, host, pid, version, jobs, queues, concurrency, allowance, running, runs, eventLoopDelayMs, draining}
-- $3 how long it counts as living, in milliseconds
--
-- Result: one row, the worker's id.
-- Guarantee: waits for no other worker's row.
with clock as (
  select coalesce($1::text::timestamptz, statement_timestamp()) as now
), dead as (
  select id, expires_at, row_number() over (order by beat_at desc, id collate "C") as place
    from __SCHEMA__.worker, clock
   where expires_at <= now and id <> $2::text::json ->> 'id'
), forgotten as (
  select id
    from __SCHEMA__.worker
   where id in (select id from dead, clock where place > 100 or expires_at <= now - interval '1 day')
     for update of worker skip locked
), buried as (
  delete from __SCHEMA__.worker where id in (select id from forgotten)
)
insert into __SCHEMA__.worker as known
       (id, host, pid, version, jobs, queues, concurrency, allowance, running, runs, event_loop_delay_ms, draining,
        started_at, beat_at, expires_at)
select id, host, pid, version, jobs, queues, concurrency, allowance, running, runs, "eventLoopDelayMs", draining,
       now, now, now + $3::float8 * interval '1 millisecond'
  from json_to_record($2::text::json)
         as worker (id text, host text, pid int, version text, jobs json, queues json, concurrency int, allowance int,
                    running int, runs json, "eventLoopDelayMs" float8, draining boolean),
       clock
on conflict (id) do update
   set host = excluded.host,
       pid = excluded.pid,
       version = excluded.version,
       jobs = excluded.jobs,
       queues = excluded.queues,
       concurrency = excluded.concurrency,
       allowance = excluded.allowance,
       running = excluded.running,
       runs = excluded.runs,
       event_loop_delay_ms = excluded.event_loop_delay_ms,
       draining = excluded.draining,
       started_at = case when known.expires_at <= excluded.beat_at then excluded.beat_at else known.started_at end,
       beat_at = excluded.beat_at,
       expires_at = excluded.expires_at
returning to_json(id)::text as answer
