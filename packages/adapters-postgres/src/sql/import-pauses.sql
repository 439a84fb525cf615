-- Adds pauses as another store had them.
--
-- $1 items: JSON list of {kind, name, by, message, at}; at in milliseconds
--
-- Result: one row, the number of pauses that were not there.
with added as (
  insert into __SCHEMA__.pause (kind, name, by, message, at)
  select kind, name, by, message, to_timestamp(at / 1000)
    from json_to_recordset($1::text::json) as item (kind text, name text, by text, message text, at float8)
  on conflict do nothing
  returning name
)
select count(*)::text as answer from added
