-- Deletes finished runs that are older than the age given for their state, with their logs and edges, oldest first.
--
-- $1 now: text, null for the server's clock
-- $2 age of success, $3 of failed, $4 of cancelled: milliseconds
-- $5 limit
--
-- Result: one row, the number of runs.
-- What an unfinished run may still ask for stays: the parents it waits or waited for, and the runs it spawned.
-- Guarantee: waits for no lock; what another transaction prunes is passed over.
with age as (
  select state, coalesce($1::text::timestamptz, statement_timestamp()) - ms * interval '1 millisecond' as ended_before
    from (values ('success', $2::float8), ('failed', $3::float8), ('cancelled', $4::float8)) as age (state, ms)
), old as (
  select oldest.id, oldest.finished_at
    from age,
         lateral (
           select id, finished_at
             from __SCHEMA__.run_history
            where run_history.state = age.state and finished_at < age.ended_before
              and not exists (select from __SCHEMA__.run where run.id = run_history.spawned_by)
              and not exists (
                select from __SCHEMA__.run_dependency edge join __SCHEMA__.run on run.id = edge.child
                 where edge.parent = run_history.id
              )
            order by finished_at, id
            limit $5::int
         ) oldest
   order by oldest.finished_at, oldest.id
   limit $5::int
), chosen as materialized (
  select id from __SCHEMA__.run_history where id in (select id from old) for update skip locked
), lines as (
  delete from __SCHEMA__.run_log where run_id in (select id from chosen)
), edges_up as (
  delete from __SCHEMA__.run_dependency where child in (select id from chosen)
), edges_down as (
  delete from __SCHEMA__.run_dependency where parent in (select id from chosen)
), forgotten as (
  delete from __SCHEMA__.limit_window
   where ctid = any (array(
     select ctid from __SCHEMA__.limit_window
      where forget_at <= coalesce($1::text::timestamptz, statement_timestamp())
      limit $5::int
        for update skip locked
   ))
), gone as (
  delete from __SCHEMA__.run_history where id in (select id from chosen) returning id
)
select count(*)::text as answer from gone
