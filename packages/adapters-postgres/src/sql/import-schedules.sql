-- Adds schedules as another store had them.
--
-- $1 items: JSON list of schedules; `input` is JSON in text, times in milliseconds
--
-- Result: one row, the number of schedules that were not there.
with added as (
  insert into __SCHEMA__.schedule (
    name, job, cron, time_zone, input, version, origin, missed, missed_cap, grace_ms, overlap, next_at, last_at, last_run_id, paused_at, paused_by
  )
  select name, job, cron, "timeZone", input::json, version, origin, missed, "missedCap", "graceMs", overlap, to_timestamp("nextAt" / 1000),
         to_timestamp("lastAt" / 1000), "lastRunId", to_timestamp("pausedAt" / 1000), "pausedBy"
    from json_to_recordset($1::text::json) as item (
           name text, job text, cron text, "timeZone" text, input text, version int, origin text, missed text, "missedCap" int, "graceMs" float8,
           overlap text, "nextAt" float8, "lastAt" float8, "lastRunId" text, "pausedAt" float8, "pausedBy" text
         )
  on conflict do nothing
  returning name
)
select count(*)::text as answer from added
