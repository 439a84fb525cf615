-- Marks the store as the target of a move.
--
-- $1 now: text, null for the server's clock
-- $2 move id
-- $3 the other store, in words
--
-- Result: one row {ready, why}.
-- Guarantee: nothing changes in a store that holds anything, or has live workers, or is part of another move.
select __SCHEMA__.receive_for($2::text::uuid, $3::text, coalesce($1::text::timestamptz, statement_timestamp()))::text as answer
