-- Replaces the checkpoint of a run that is held.
--
-- $1 run id
-- $2 token
-- $3 checkpoint: JSON
--
-- Result: one row {id, token, cancel}, or none when the lease is lost.
with saved as (
  update __SCHEMA__.run
     set checkpoint = $3::text::json
   where id = $1::text::uuid and token = $2::text::bigint and state = 'running'
  returning id, token, cancel
)
select row_to_json(saved)::text as answer from saved
