-- Takes over runs whose lease has expired, under a new lease of the caller's; no attempt is spent, and the worker stays.
--
-- $1 now: text, null for the server's clock
-- $2 limit
-- $3 lease in milliseconds
--
-- Result: one row {runs, nextExpiryMs}: the runs, longest expired first, and the time until the next of all leases expires.
-- Guarantee: a lease that is renewed meanwhile is left alone: its row is locked and passed over, or read again before it is
-- taken. Waits for no lock.
with clock as (
  select coalesce($1::text::timestamptz, statement_timestamp()) as now
), expired as materialized (
  select id, lease_expires_at as expired_at
    from __SCHEMA__.run
   where state = 'running' and lease_expires_at <= coalesce($1::text::timestamptz, statement_timestamp())
   order by lease_expires_at, id
   limit $2::int
     for no key update skip locked
), reaped as (
  update __SCHEMA__.run
     set token = token + 1,
         lease_expires_at = clock.now + $3::float8 * interval '1 millisecond'
    from expired, clock
   where run.id = expired.id
  returning run.*, expired.expired_at
), next as (
  select least(
           (select min(run.lease_expires_at) from __SCHEMA__.run where state = 'running' and lease_expires_at > clock.now),
           (select min(reaped.lease_expires_at) from reaped)
         ) as at
    from clock
)
select json_build_object(
         'runs', coalesce((select json_agg(reaped order by expired_at, id) from reaped), '[]'::json),
         'nextExpiryMs', (select ceil(extract(epoch from next.at - clock.now) * 1000) from next, clock)
       )::text as answer
