-- Adds schedules, or changes them by name; one whose expression and time zone stay the same keeps its next occurrence.
--
-- $1 rules: JSON list of {name, job, cron, time_zone, input, version, origin, missed, missed_cap, grace_ms, overlap, next_at},
--    each name once; input is JSON in text, next_at in milliseconds
--
-- Result: one row, the names that belong to another origin.
-- Guarantee: with such a name, none is saved. Locks in the order of names. A name that another transaction has just taken is
-- looked at again.
with rule as materialized (
  select rule.*
    from json_to_recordset($1::text::json) as rule (
           name text, job text, cron text, time_zone text, input text, version int, origin text, missed text, missed_cap int,
           grace_ms float8, overlap text, next_at float8
         )
), taken as (
  select rule.name from rule join __SCHEMA__.schedule using (name) where schedule.origin <> rule.origin
), saved as (
  insert into __SCHEMA__.schedule as known (
    name, job, cron, time_zone, input, version, origin, missed, missed_cap, grace_ms, overlap, next_at
  )
  select name, job, cron, time_zone, input::json, version, origin, missed, missed_cap, grace_ms, overlap,
         to_timestamp(next_at / 1000)
    from rule
   where not exists (select from taken)
   order by name
  on conflict (name) do update
     set job = excluded.job,
         cron = excluded.cron,
         time_zone = excluded.time_zone,
         input = excluded.input,
         version = excluded.version,
         missed = excluded.missed,
         missed_cap = excluded.missed_cap,
         grace_ms = excluded.grace_ms,
         overlap = excluded.overlap,
         next_at = case
                     when (known.cron, known.time_zone) = (excluded.cron, excluded.time_zone) then known.next_at
                     else excluded.next_at
                   end
   where known.origin = excluded.origin
  returning name
)
select json_build_object(
         'taken', (select coalesce(json_agg(name order by name), '[]') from taken),
         'retry', case
                    when not exists (select from taken) and (select count(*) from saved) < (select count(*) from rule)
                    then __SCHEMA__.try_again()::text
                  end
       )::text as answer
