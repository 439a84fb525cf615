-- The runs that a run waits for or waited for, in the order they were given.
--
-- $1 run id
--
-- Result: one row {runId, job, state, onFailure, output} per parent that still exists.
select json_build_object(
         'runId', parent.id, 'job', parent.job, 'state', parent.state, 'onFailure', edge.on_failure, 'output', parent.output
       )::text as answer
  from __SCHEMA__.run_dependency edge
  join __SCHEMA__.any_run parent on parent.id = edge.parent
 where edge.child = $1::text::uuid
 order by edge.position
