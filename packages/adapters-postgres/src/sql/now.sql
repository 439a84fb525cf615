-- The store's own time.
--
-- $1 now: text, null for the server's clock
--
-- Result: one row, a time as JSON.
select to_json(coalesce($1::text::timestamptz, statement_timestamp()))::text as answer
