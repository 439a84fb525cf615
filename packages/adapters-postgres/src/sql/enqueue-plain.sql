-- Adds runs that have neither keys nor parents, as enqueue does. What runs have in common is said once, as a shape.
--
-- $1 now: text, null for the server's clock
-- $2 ids: uuid[] literal
-- $3 inputs: text[] literal, JSON each
-- $4 the place of each run's shape: int[] literal, from 1
-- $5 shapes: JSON list of runs without id and input
-- $6 channel: null sends no notification
-- $7 what to say on it
--
-- Result: one row, the ids that exist already.
-- Guarantee: all or none; with an id that exists already, none.
select to_json(known)::text as answer,
       case when $6::text is not null and cardinality(known) = 0 then pg_notify($6::text, $7::text)::text end as notified
  from __SCHEMA__.enqueue_plain(
         $1::text::timestamptz, $2::text::uuid[], $3::text::text[], $4::text::int[], $5::text::json, null
       ) as known
