-- Takes due runs for a worker as claim does, among some runs or those of a flow: few, so they are looked up and sorted.
--
-- $1 now: text, null for the server's clock
-- $2 worker
-- $3 jobs: text[] literal
-- $4 queues: text[] literal, null for all
-- $5 limit
-- $6 lease in milliseconds
-- $7 run ids: uuid[] literal, null for all
-- $8 flow: null for all
--
-- Result and guarantee: those of claim, but for the cost.
with clock as (
  select coalesce($1::text::timestamptz, statement_timestamp()) as now
), candidate as materialized (
  select id
    from __SCHEMA__.run
   where state = 'queued'
     and job = any ((select $3::text::text[])::text[])
     and ($4::text is null or queue = any ((select $4::text::text[])::text[]))
     and ($7::text is null or id = any ((select $7::text::uuid[])::uuid[]))
     and ($8::text is null or flow_id = $8::text)
   order by priority desc, run_at, id
   limit $5::int
     for update skip locked
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
