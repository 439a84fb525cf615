-- Deletes finished runs by their ids, with their logs and edges.
--
-- $1 runs: uuid[] literal
--
-- Result: one row per deleted run, its id.
-- What an unfinished run may still ask for stays, as it does when history is pruned.
-- Guarantee: waits for no lock; what another transaction deletes is passed over.
with chosen as materialized (
  select id
    from __SCHEMA__.run_history
   where id = any ((select $1::text::uuid[])::uuid[])
     and not exists (select from __SCHEMA__.run where run.id = run_history.spawned_by)
     and not exists (
       select from __SCHEMA__.run_dependency edge join __SCHEMA__.run on run.id = edge.child
        where edge.parent = run_history.id
     )
   for update skip locked
), lines as (
  delete from __SCHEMA__.run_log where run_id in (select id from chosen)
), edges_up as (
  delete from __SCHEMA__.run_dependency where child in (select id from chosen)
), edges_down as (
  delete from __SCHEMA__.run_dependency where parent in (select id from chosen)
), gone as (
  delete from __SCHEMA__.run_history where id in (select id from chosen) returning id
)
select to_json(id)::text as answer from gone
