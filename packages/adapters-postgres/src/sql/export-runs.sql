-- Runs of a sealed store, finished or not, in the order of their ids.
--
-- $1 run id to start after: null for the first
-- $2 limit
--
-- Result: one row per run: the run, with holds_key.
select row_to_json(page)::text as answer
  from (
         select any_run.*, coalesce((select holds_key from __SCHEMA__.run where run.id = any_run.id), false) as holds_key
           from __SCHEMA__.any_run
          where $1::text is null or any_run.id > $1::text::uuid
          order by any_run.id
          limit $2::int
       ) page
