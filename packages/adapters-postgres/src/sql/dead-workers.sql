-- The workers that stopped beating without leaving, within a day: the last to beat first, a hundred at most.
--
-- $1 now: text, null for the server's clock
--
-- Result: one row per worker.
select row_to_json(gone)::text as answer
  from (
         select worker.*
           from __SCHEMA__.worker, (select coalesce($1::text::timestamptz, statement_timestamp()) as now) clock
          where expires_at <= now and expires_at > now - interval '1 day'
          order by beat_at desc, id collate "C"
          limit 100
       ) gone
