-- Pauses a queue or a job; one that is paused stays as it was paused first.
--
-- $1 now: text, null for the server's clock
-- $2 kind: queue or job
-- $3 name
-- $4 by
-- $5 message: null for none
--
-- Result: one row when it was not paused before.
insert into __SCHEMA__.pause (kind, name, by, message, at)
values ($2::text, $3::text, $4::text, $5::text, coalesce($1::text::timestamptz, statement_timestamp()))
on conflict (kind, name) do nothing
returning to_json(name)::text as answer
