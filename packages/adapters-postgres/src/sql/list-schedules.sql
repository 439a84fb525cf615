-- Every schedule, by name.
--
-- Result: one row per schedule.
select row_to_json(schedule)::text as answer from __SCHEMA__.schedule order by name collate "C"
