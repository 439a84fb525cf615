-- Replaces progress and appends log lines of runs that are held.
--
-- $1 reports: JSON list of {ordinal, id, token, progress}; progress is JSON in text or null
-- $2 logs: JSON list of {ordinal, id, token, at, level, message, fields}; `at` in milliseconds, fields JSON in text or null
--
-- Result: one row {id, token, cancel} per report that is held.
-- Guarantee: the last progress of a run stands; lines keep their order. Locks in the order of ids.
with report as materialized (
  select *
    from json_to_recordset($1::text::json) as report (ordinal int, id uuid, token bigint, progress text)
   order by id, token, ordinal
), held as materialized (
  select run.id, run.token, run.cancel, report.ordinal, report.progress
    from report,
         lateral (
           select id, token, cancel from __SCHEMA__.run
            where run.id = report.id and run.token = report.token and run.state = 'running'
              for no key update
         ) run
), latest as materialized (
  select distinct on (id) id, progress from held where progress is not null order by id, ordinal desc
), progressed as (
  update __SCHEMA__.run set progress = latest.progress::json from latest where run.id = latest.id
), logged as (
  insert into __SCHEMA__.run_log (run_id, at, level, message, fields)
  select line.id, to_timestamp(line.at / 1000), line.level, line.message, line.fields::json
    from json_to_recordset($2::text::json)
           as line (ordinal int, id uuid, token bigint, at float8, level text, message text, fields text)
   where (line.id, line.token) in (select id, token from held)
   order by line.ordinal
)
select json_build_object('id', id, 'token', token, 'cancel', cancel)::text as answer from held
