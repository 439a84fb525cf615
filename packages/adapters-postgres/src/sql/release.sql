-- Gives held runs back: running to queued, to scheduled when there is a delay, or to waiting until what they spawned is final.
--
-- $1 now: text, null for the server's clock
-- $2 releases: JSON list of {ordinal, id, token, delay_ms, spend, until_children, closes_window, outcome, attempt_error};
--    attempt_error is JSON in text
-- $3 attempts kept
-- $4 channel: null sends no notification
--
-- Result: one row {id, token, cancel} per lease that was held.
-- Guarantee: a cancel request stays for the next worker to hear. Locks in the order of ids, then windows in that of keys.
with clock as (
  select coalesce($1::text::timestamptz, statement_timestamp()) as now
), item as materialized (
  select distinct on (id, token) *
    from json_to_recordset($2::text::json) as item (
           ordinal int, id uuid, token bigint, delay_ms float8, spend bool, until_children bool, closes_window bool,
           outcome text, attempt_error text
         )
   order by id, token, ordinal
), held as materialized (
  select run.id, case when item.until_children then 0 else greatest(item.delay_ms, 0) end as delay_ms, item.spend,
         item.until_children and run.open_children > 0 as waits, item.outcome, item.attempt_error::json as attempt_error,
         run.job, run.limit_key,
         case when item.closes_window and item.delay_ms > 0 then item.delay_ms * interval '1 millisecond' end as closed_for
    from item,
         lateral (
           select id, job, limit_key, open_children from __SCHEMA__.run
            where run.id = item.id and run.token = item.token and run.state = 'running'
              for no key update
         ) run
), released as (
  update __SCHEMA__.run
     set state = case when held.waits then 'waiting' when held.delay_ms > 0 then 'scheduled' else 'queued' end,
         run_at = clock.now + held.delay_ms * interval '1 millisecond',
         attempt = attempt - case when held.spend then 0 else 1 end,
         attempts = (attempts || json_build_object(
                      'attempt', attempt, 'worker', worker, 'outcome', held.outcome, 'error', held.attempt_error,
                      'startedAt', started_at, 'endedAt', clock.now
                    ))[greatest(1, cardinality(attempts) + 2 - $3::int):],
         worker = null,
         lease_expires_at = null
    from held, clock
   where run.id = held.id
  returning run.id, run.token, run.cancel, run.state, run.limit_key
), closed as (
  insert into __SCHEMA__.limit_window as log (scope, name, key, closed_until, forget_at)
  select 'key', job, limit_key, max(now + closed_for), max(now + closed_for)
    from held, clock
   where closed_for is not null and limit_key is not null
   group by job, limit_key
   order by job, limit_key
  on conflict (scope, name, key) do update
     set closed_until = greatest(log.closed_until, excluded.closed_until),
         forget_at = greatest(log.forget_at, excluded.forget_at)
), notified as (
  select case when $4::text is not null and exists (select from released where state <> 'waiting' or limit_key is not null) then pg_notify($4::text, 'q')::text end as sent
)
select json_build_object('id', id, 'token', token, 'cancel', cancel, 'notified', sent)::text as answer
  from notified left join released on true
