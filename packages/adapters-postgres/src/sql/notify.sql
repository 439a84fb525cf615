-- Sends a notification of its own: how a listener finds out whether notifications arrive.
--
-- $1 channel
-- $2 payload
--
-- Result: one row, empty.
select to_json(pg_notify($1::text, $2::text)::text)::text as answer
