-- Forgets a worker that has stopped.
--
-- $1 worker id
--
-- Result: one row with its id when it was known.
delete from __SCHEMA__.worker where id = $1::text returning to_json(id)::text as answer
