-- Adds windows of rates as another store had them.
--
-- $1 items: JSON list of {scope, name, key, starts, closedUntil}; times in milliseconds
--
-- Result: one row, the number of windows that were not there.
-- How long a window counts is known to those who claim; a month after its last start it says nothing any more.
with item as (
  select scope, name, key, to_timestamp("closedUntil" / 1000) as closed_until,
         array(select to_timestamp((start ->> 'at')::float8 / 1000) from json_array_elements(starts) with ordinality as s (start, place) order by place) as starts,
         array(select (start ->> 'count')::int from json_array_elements(starts) with ordinality as s (start, place) order by place) as counts
    from json_to_recordset($1::text::json) as item (scope text, name text, key text, starts json, "closedUntil" float8)
), added as (
  insert into __SCHEMA__.limit_window (scope, name, key, starts, counts, closed_until, forget_at)
  select scope, name, key, starts, counts, closed_until,
         greatest(statement_timestamp(), closed_until, starts[cardinality(starts)]) + interval '31 days'
    from item
  on conflict do nothing
  returning name
)
select count(*)::text as answer from added
