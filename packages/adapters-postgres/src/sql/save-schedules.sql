-- Adds schedules, or changes them by name; an unchanged rule keeps its next occurrence.
--
-- $1 rules: JSON list of {name, job, cron, time_zone, input, next_at}, each name once; input is JSON in text with sorted
--    keys, next_at in milliseconds
--
-- Result: one row per rule, its name.
-- Guarantee: locks in the order of names.
insert into __SCHEMA__.schedule as known (name, job, cron, time_zone, input, next_at)
select name, job, cron, time_zone, input::json, to_timestamp(next_at / 1000)
  from json_to_recordset($1::text::json)
         as rule (name text, job text, cron text, time_zone text, input text, next_at float8)
 order by name
on conflict (name) do update
   set job = excluded.job,
       cron = excluded.cron,
       time_zone = excluded.time_zone,
       input = excluded.input,
       next_at = case
                   when (known.job, known.cron, known.time_zone, known.input::text)
                      = (excluded.job, excluded.cron, excluded.time_zone, excluded.input::text)
                   then known.next_at
                   else excluded.next_at
                 end
returning to_json(name)::text as answer
