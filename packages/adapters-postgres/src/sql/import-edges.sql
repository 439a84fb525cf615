-- Adds edges between runs that are there, and counts them for the runs that still wait.
--
-- $1 items: JSON list of {child, parent, onFailure, position}
--
-- Result: one row, the number of edges that were not there.
with item as (
  select * from json_to_recordset($1::text::json) as item (child uuid, parent uuid, "onFailure" text, position int)
), added as (
  insert into __SCHEMA__.run_dependency (child, parent, on_failure, position)
  select child, parent, "onFailure", position from item
  on conflict do nothing
  returning child, parent
), open as (
  select added.child, count(*)::int as parents
    from added join __SCHEMA__.run parent on parent.id = added.parent
   group by added.child
), counted as (
  update __SCHEMA__.run set pending = pending + open.parents from open where run.id = open.child
)
select count(*)::text as answer from added
