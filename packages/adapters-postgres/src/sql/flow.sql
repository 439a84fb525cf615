-- Every run of a flow, oldest first.
--
-- $1 flow
--
-- Result: one row per run, the run.
select row_to_json(any_run)::text as answer from __SCHEMA__.any_run where flow_id = $1::text order by id
