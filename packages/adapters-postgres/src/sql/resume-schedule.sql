-- Ends a pause; a schedule that is not paused keeps its next occurrence.
--
-- $1 name
-- $2 the next occurrence: milliseconds
--
-- Result: one row, whether there is a schedule of that name.
with resumed as (
  update __SCHEMA__.schedule
     set next_at = case when paused_at is null then next_at else to_timestamp($2::float8 / 1000) end,
         paused_at = null,
         paused_by = null
   where name = $1::text
  returning name
)
select exists (select from resumed)::text as answer
