-- Runs that ended at or after a moment, in the order in which they ended.
--
-- $1 moment: text
-- $2 run id to start after, of a run that ended then or later: null for the first
-- $3 limit
--
-- Result: one row per run, the run. None when the run to start after is gone.
-- Each state is read in the order of its own index, so a long history costs no more than a short one.
with start as materialized (
  -- No run has the lowest id there is, so everything of the moment comes after it.
  select $1::text::timestamptz as ended_at, '00000000-0000-0000-0000-000000000000'::uuid as id where $2::text is null
  union all
  select finished_at, id from __SCHEMA__.run_history where id = $2::text::uuid
)
select row_to_json(page)::text as answer
  from (
         select run.*
           from start,
                unnest(array['success', 'failed', 'cancelled']) final (state),
                lateral (
                  select any_run.*
                    from __SCHEMA__.any_run
                   where any_run.state = final.state
                     -- What follows from the next line anyway, and tells the planner that unfinished runs need no look.
                     and any_run.finished_at >= start.ended_at
                     and (any_run.finished_at, any_run.id) > (start.ended_at, start.id)
                   order by any_run.finished_at, any_run.id
                   limit $3::int
                ) run
          order by run.finished_at, run.id
          limit $3::int
       ) page
