-- Notes where the import of a kind of record goes on; in one transaction with the import of the page before it.
--
-- $1 move id
-- $2 cursors: JSON
--
-- Result: one row, or none when the store is not the target of this move.
update __SCHEMA__.move
   set cursors = $2::text::json
 where id = $1::text::uuid and role = 'target'
returning json_build_object('id', id)::text as answer
