-- Ends a move: the source stays sealed, the target goes to work.
--
-- $1 move id
-- $2 channel: null sends no notification
--
-- Result: one row.
-- Log lines that are written from now on come after those that were carried.
with source as (
  update __SCHEMA__.move set state = 'done' where id = $1::text::uuid and role = 'source'
), target as (
  delete from __SCHEMA__.move where id = $1::text::uuid and role = 'target' returning id
)
select json_build_object(
         'lines', (select setval(pg_get_serial_sequence('__SCHEMA__.run_log', 'seq'), greatest(1, (select max(seq) from __SCHEMA__.run_log)))
                     from target),
         'notified', case when $2::text is not null then pg_notify($2::text, 'q')::text end
       )::text as answer
