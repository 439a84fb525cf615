-- Moves due runs from scheduled to queued, the longest due first.
--
-- $1 now: text, null for the server's clock
-- $2 limit
-- $3 channel: null sends no notification
--
-- Result: one row {promoted, nextDueMs}.
-- Guarantee: waits for no lock; what another transaction holds is passed over.
with clock as (
  select coalesce($1::text::timestamptz, statement_timestamp()) as now
), due as materialized (
  select id from clock, __SCHEMA__.due_in_order(clock.now, $2::int) as id
), promoted as (
  update __SCHEMA__.run set state = 'queued' from due where run.id = due.id returning run.id
), next as (
  select run_at from __SCHEMA__.run where state = 'scheduled' and id not in (select id from due) order by run_at, id limit 1
)
select json_build_object(
         'promoted', (select count(*) from promoted),
         'nextDueMs', (select greatest(0, ceil(extract(epoch from next.run_at - clock.now) * 1000)) from next, clock),
         'notified', case when $3::text is not null and exists (select from promoted) then pg_notify($3::text, 'q')::text end
       )::text as answer
