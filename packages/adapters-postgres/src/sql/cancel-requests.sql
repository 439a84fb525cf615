-- The cancel requests of running runs.
--
-- $1 run ids: uuid[] literal
--
-- Result: one row {id, cancel} per request.
select json_build_object('id', id, 'cancel', cancel)::text as answer
  from __SCHEMA__.run
 where id = any ((select $1::text::uuid[])::uuid[]) and state = 'running' and cancel is not null
