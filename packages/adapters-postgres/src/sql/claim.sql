-- Takes due runs for a worker: queued to running, under a new lease, an attempt spent.
--
-- $1 now: text, null for the server's clock
-- $2 worker
-- $3 jobs: text[] literal
-- $4 queues: text[] literal, null for all
-- $5 limit
-- $6 lease in milliseconds
--
-- Result: one row per run, the run.
-- Guarantee: no run goes to two claimers. Waits for no lock: what another transaction holds is passed over. The order is
-- that of the index run_queued, so the cost does not grow with what waits, is scheduled or has finished.
with clock as (
  select coalesce($1::text::timestamptz, statement_timestamp()) as now
), candidate as materialized (
  select id from __SCHEMA__.queued_in_order($3::text::text[], $4::text::text[], $5::int) as id
), claimed as (
  update __SCHEMA__.run
     set state = 'running',
         attempt = attempt + 1,
         token = token + 1,
         holds_key = holds_key and dedup = 'keep',
         worker = $2::text,
         started_at = clock.now,
         lease_expires_at = clock.now + $6::float8 * interval '1 millisecond'
    from candidate, clock
   where run.id = candidate.id
  returning run.*
)
select row_to_json(claimed)::text as answer from claimed order by priority desc, run_at, id
