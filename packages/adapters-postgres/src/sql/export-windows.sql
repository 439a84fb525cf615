-- Windows of rates, by what they count.
--
-- $1 scope, $2 name, $3 key to start after: null for the first
-- $4 limit
--
-- Result: one row per window {scope, name, key, starts, closedUntil}; times in milliseconds.
select json_build_object(
         'scope', scope, 'name', name, 'key', key,
         'starts', (select coalesce(json_agg(json_build_object('at', floor(extract(epoch from start.at) * 1000), 'count', start.count) order by start.place), '[]')
                      from unnest(starts, counts) with ordinality as start (at, count, place)),
         'closedUntil', floor(extract(epoch from closed_until) * 1000)
       )::text as answer
  from __SCHEMA__.limit_window
 where $1::text is null or (scope, name, key) > ($1::text, $2::text, $3::text collate "C")
 order by scope, name, key
 limit $4::int
