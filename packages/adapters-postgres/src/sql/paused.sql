-- What is paused, the oldest first.
--
-- Result: one row {kind, name, by, message, at} per pause.
select row_to_json(pause)::text as answer from __SCHEMA__.pause order by at, kind, name
