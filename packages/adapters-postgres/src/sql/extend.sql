-- Renews leases, expired ones too unless somebody took the run over.
--
-- $1 now: text, null for the server's clock
-- $2 leases: JSON list of {id, token}
-- $3 lease in milliseconds
--
-- Result: one row {id, token, cancel} per lease that is held.
-- Guarantee: another token, or a run that is not running, is left alone. Locks in the order of ids, and
-- with a lock that a host's open transaction, whose new run waits for one of these, does not hold up.
with clock as (
  select coalesce($1::text::timestamptz, statement_timestamp()) as now
), lease as materialized (
  select distinct id, token from json_to_recordset($2::text::json) as lease (id uuid, token bigint) order by id, token
), held as materialized (
  select run.id
    from lease,
         lateral (
           select id from __SCHEMA__.run
            where run.id = lease.id and run.token = lease.token and run.state = 'running'
              for no key update
         ) run
), renewed as (
  update __SCHEMA__.run
     set lease_expires_at = clock.now + $3::float8 * interval '1 millisecond'
    from held, clock
   where run.id = held.id
  returning run.id, run.token, run.cancel
)
select row_to_json(renewed)::text as answer from renewed
