-- The move that the store is part of.
--
-- Result: one row {moveId, role, state, peer, cursors}, or none for a store at work.
select json_build_object('moveId', id, 'role', role, 'state', state, 'peer', peer, 'cursors', cursors)::text as answer
  from __SCHEMA__.move
