-- Runs by id.
--
-- $1 run ids: uuid[] literal
--
-- Result: one row per run that exists, the run, in no order.
select row_to_json(any_run)::text as answer from __SCHEMA__.any_run where id = any ((select $1::text::uuid[])::uuid[])
