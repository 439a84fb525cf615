-- Log lines of a run, oldest first.
--
-- $1 run id
-- $2 seq to start after
-- $3 limit
--
-- Result: one row {seq, at, level, message, fields} per line.
select json_build_object('seq', seq, 'at', at, 'level', level, 'message', message, 'fields', fields)::text as answer
  from __SCHEMA__.run_log
 where run_id = $1::text::uuid and seq > $2::text::bigint
 order by seq
 limit $3::int
