-- Removes schedules by name.
--
-- $1 names: text[] literal
--
-- Result: one row, the number removed.
with removed as (
  delete from __SCHEMA__.schedule where name = any ((select $1::text::text[])::text[]) returning name
)
select count(*)::text as answer from removed
