-- The runs that a run spawned, in the order of their ids.
--
-- $1 run id
-- $2 run id to start after: null for the first
-- $3 limit
--
-- Result: one row per run, the run.
select row_to_json(page)::text as answer
  from (
         select *
           from __SCHEMA__.any_run
          where spawned_by = $1::text::uuid and ($2::text is null or id > $2::text::uuid)
          order by id
          limit $3::int
       ) page
