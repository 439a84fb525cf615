-- Takes due runs for a worker as claim does, among some runs and those of a flow: few, so they are looked up and sorted.
--
-- $1 now: text, null for the server's clock
-- $2 worker
-- $3 jobs: text[] literal
-- $4 queues: text[] literal, null for all
-- $5 limit
-- $6 lease in milliseconds
-- $7 limits: JSON, each rule under its scope and name
-- $8 run ids: uuid[] literal, null for none
-- $9 flow: null for none
--
-- Result and guarantee: those of claim, but for the cost.
select row_to_json(claimed)::text as answer
  from __SCHEMA__.claim_only(
         $1::text::timestamptz, $2::text, $3::text::text[], $4::text::text[], $5::int, $6::float8, $7::text::jsonb,
         coalesce($8::text::uuid[], '{}'), $9::text
       ) claimed
