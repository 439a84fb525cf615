-- Seals the store as the source of a move: whoever changes something in it gets an error from now on.
--
-- $1 now: text, null for the server's clock
-- $2 move id
-- $3 the other store, in words
--
-- Result: one row {sealed, why, runs, untilMs}.
-- Guarantee: nothing changes while a worker is alive, a run is running, or the store is part of another move.
select __SCHEMA__.seal_for($2::text::uuid, $3::text, coalesce($1::text::timestamptz, statement_timestamp()))::text as answer
