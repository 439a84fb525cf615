-- Log lines, those of a run together and in their order.
--
-- $1 run id and $2 seq to start after: null for the first
-- $3 limit
--
-- Result: one row per line {runId, seq, at, level, message, fields}; at in milliseconds.
select json_build_object(
         'runId', run_id, 'seq', seq, 'at', floor(extract(epoch from at) * 1000), 'level', level, 'message', message, 'fields', fields
       )::text as answer
  from __SCHEMA__.run_log
 where $1::text is null or (run_id, seq) > ($1::text::uuid, $2::text::bigint)
 order by run_id, seq
 limit $3::int
