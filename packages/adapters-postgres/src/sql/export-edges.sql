-- Edges between runs, those of a run together and in their order.
--
-- $1 run id and $2 position to start after: null for the first
-- $3 limit
--
-- Result: one row per edge {child, parent, onFailure, position}.
select json_build_object('child', child, 'parent', parent, 'onFailure', on_failure, 'position', position)::text as answer
  from __SCHEMA__.run_dependency
 where $1::text is null or (child, position) > ($1::text::uuid, $2::int)
 order by child, position
 limit $3::int
