-- Lets a sealed store that was not moved to the end go back to work.
--
-- $1 move id
--
-- Result: one row, or none when it is not sealed by this move.
with gone as (
  delete from __SCHEMA__.move
   where id = $1::text::uuid and role = 'source' and state = 'under-way'
  returning id
)
select json_build_object('id', id, 'unsealed', __SCHEMA__.set_seal(false)::text)::text as answer from gone
