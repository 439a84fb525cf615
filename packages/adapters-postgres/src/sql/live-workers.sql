-- The workers that have beaten in time, by id.
--
-- $1 now: text, null for the server's clock
--
-- Result: one row per worker.
select row_to_json(worker)::text as answer
  from __SCHEMA__.worker
 where expires_at > coalesce($1::text::timestamptz, statement_timestamp())
 order by id collate "C"
