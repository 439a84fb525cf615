-- Says that somebody wants to hear of runs that end, and forgets who has long stopped saying so.
--
-- $1 watcher: an id of its own
-- $2 for how many milliseconds
--
-- Result: one row, true.
with forgotten as (
  delete from __SCHEMA__.settled_watch where until < clock_timestamp() - interval '1 minute' and watcher <> $1::text::uuid
)
insert into __SCHEMA__.settled_watch (watcher, until)
values ($1::text::uuid, clock_timestamp() + $2::float8 * interval '1 millisecond')
on conflict (watcher) do update set until = excluded.until
returning 'true' as answer
