-- Schedules of some jobs whose next occurrence has come, the longest due first, and how long until the one after them.
--
-- $1 now: text, null for the server's clock
-- $2 jobs: text[] literal
-- $3 limit
--
-- Result: one row {due, nextDueMs}. Paused schedules are left out.
with clock as (
  select coalesce($1::text::timestamptz, statement_timestamp()) as now
), upcoming as materialized (
  select schedule.*, row_number() over (order by next_at, name collate "C") as place
    from __SCHEMA__.schedule
   where paused_at is null and job = any ((select $2::text::text[])::text[])
), due as (
  select upcoming.* from upcoming, clock where next_at <= now and place <= $3::int
)
select json_build_object(
         'due', (select coalesce(json_agg(due order by place), '[]') from due),
         'nextDueMs', (
           select greatest(0, ceil(extract(epoch from next_at - now) * 1000))
             from upcoming, clock
            where place = (select count(*) + 1 from due)
         )
       )::text as answer
