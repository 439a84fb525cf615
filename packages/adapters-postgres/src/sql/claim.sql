-- Takes due runs for a worker: queued to running, under a new lease, an attempt spent.
--
-- $1 now: text, null for the server's clock
-- $2 worker
-- $3 jobs: text[] literal
-- $4 queues: text[] literal, null for all
-- $5 run ids: uuid[] literal, null for all
-- $6 flow: null for all
-- $7 limit
-- $8 lease in milliseconds
--
-- Result: one row per run, the run.
-- Guarantee: no run goes to two claimers. Waits for no lock: what another transaction holds is passed over. The order is
-- that of the index run_queued, so the cost does not grow with what waits, is scheduled or has finished.
with clock as (
  select coalesce($1::text::timestamptz, statement_timestamp()) as now
), candidate as materialized (
  select id
    from __SCHEMA__.run
   where state = 'queued'
     and job = any ($3::text::text[])
     and ($4::text is null or queue = any ($4::text::text[]))
     and ($5::text is null or id = any ($5::text::uuid[]))
     and ($6::text is null or flow_id = $6::text)
   order by priority desc, run_at, id
   limit $7::int
     for update skip locked
), claimed as (
  update __SCHEMA__.run
     set state = 'running',
         attempt = attempt + 1,
         token = token + 1,
         worker = $2::text,
         started_at = clock.now,
         lease_expires_at = clock.now + $8::float8 * interval '1 millisecond'
    from candidate, clock
   where run.id = candidate.id
  returning run.*
)
select row_to_json(claimed)::text as answer from claimed order by priority desc, run_at, id
