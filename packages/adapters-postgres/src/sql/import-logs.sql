-- Adds log lines with the numbers that they had.
--
-- $1 items: JSON list of {runId, seq, at, level, message, fields}; fields are JSON in text, at in milliseconds
--
-- Result: one row, the number of lines that were not there.
with added as (
  insert into __SCHEMA__.run_log (run_id, seq, at, level, message, fields)
  overriding system value
  select "runId", seq, to_timestamp(at / 1000), level, message, fields::json
    from json_to_recordset($1::text::json) as item ("runId" uuid, seq bigint, at float8, level text, message text, fields text)
  on conflict do nothing
  returning seq
)
select count(*)::text as answer from added
